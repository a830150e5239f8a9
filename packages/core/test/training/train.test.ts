import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contract/batch.ts';
import { ChainzRuleError } from '../../src/errors/index.ts';
import { initialParameters } from '../../src/initial/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { controlled, geometric } from '../../src/schedules/index.ts';
import { DEFAULT_OPTIMIZER } from '../../src/spec/optimizer.ts';
import { batchRows } from '../../src/training/batch-rows.ts';
import { type TrainingOptions, train } from '../../src/training/index.ts';
import { RowStream } from '../../src/training/row-stream.ts';
import { cubicNetwork } from '../support/networks.ts';
import { planOf } from '../support/plans.ts';

const network = cubicNetwork(2, [8, 8], { type: 'binary' }, { penalty: 'local', reduction: 'sum' });

/** Two noisy classes divided by a line. */
function rows(count: number, seed: number): Batch {
  const rng = Rng.fromSeed(seed);
  const data = Float64Array.from({ length: 2 * count }, () => rng.normal());
  const y = Float64Array.from({ length: count }, (_, row) =>
    data[2 * row]! + data[2 * row + 1]! + 0.5 * rng.normal() > 0 ? 1 : 0,
  );
  return { x: { data, rows: count, cols: 2 }, y };
}

const options = (changes: Partial<TrainingOptions> = {}): TrainingOptions => ({
  backend: createReferenceBackend(),
  network,
  parameters: initialParameters(network, Rng.fromSeed(1)),
  optimizer: DEFAULT_OPTIMIZER,
  rows: rows(50, 2),
  epochs: 30,
  batchSize: 16,
  learningRate: 0.01,
  lambda: 0.01,
  seed: 3,
  ...changes,
});

/** The error a promise rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<ChainzRuleError> {
  try {
    await promise;
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('train', () => {
  it('learns, and records every epoch', async () => {
    const { history, stopped, bestEpoch } = await train(options());
    expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(history.at(-1)!.step).toBe(Math.ceil((30 * 50) / 16));
    expect(history.at(-1)!.task).toBeLessThan(0.75 * history[0]!.task);
    expect(history.at(-1)!.tailRatio!.layer).toBeGreaterThanOrEqual(1);
    expect([stopped, bestEpoch]).toEqual(['finished', 30]);
  });

  it('gives the same bytes for the same seed, other ones for another', async () => {
    const changes = { inputNoise: 0.2, lambda: geometric(0.1, 0.001) };
    const first = await train(options(changes));
    expect(await train(options(changes))).toEqual(first);
    expect((await train(options({ ...changes, seed: 4 }))).state).not.toEqual(first.state);
  });

  it('gives the same bytes in one plan as in ten', async () => {
    const { backend, parameters, optimizer } = options();
    const batch = options().rows as Batch;
    const stream = new RowStream(Rng.fromSeed(9), 50);
    const steps = Array.from({ length: 40 }, (_, step) => ({
      rows: [...stream.take(step * 8, step * 8 + 8)],
      lambda: 0.1 / (step + 1),
    }));
    await using whole = await backend.compile(network, parameters, optimizer);
    await using all = await whole.load(batch);
    const records = await whole.trainSteps(all, planOf(optimizer, steps, 0.01));
    await using parts = await backend.compile(network, parameters, optimizer);
    await using data = await parts.load(batch);
    const losses: number[] = [];
    for (let start = 0; start < 40; start += 4) {
      losses.push(
        ...(await parts.trainSteps(data, planOf(optimizer, steps.slice(start, start + 4), 0.01, start))).loss,
      );
    }
    expect(losses).toEqual([...records.loss]);
    expect(await parts.snapshot()).toEqual(await whole.snapshot());
  });

  it('does not depend on how epochs are grouped into plans', async () => {
    const grouped = await train(options({ epochs: 200 }));
    const validated = await train(options({ epochs: 200, validation: rows(20, 5), patience: 1000 }));
    expect(validated.history.map(({ loss }) => loss)).toEqual(grouped.history.map(({ loss }) => loss));
  });

  it('visits every row once in each pass', () => {
    const stream = new RowStream(Rng.fromSeed(1), 7);
    for (const pass of [0, 1, 2])
      expect([...stream.take(7 * pass, 7 * pass + 7)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...stream.take(3, 12)]).toEqual([...stream.take(3, 7), ...stream.take(7, 12)]);
  });

  it('stops early and keeps the best state', async () => {
    const noise = rows(30, 77);
    const validation = { ...noise, y: noise.y as Float64Array };
    const overfitting = options({
      lambda: 0,
      learningRate: 0.05,
      epochs: 400,
      validation,
      patience: 15,
      rows: batchRows(rows(50, 2), 0, 20),
    });
    const { history, stopped, bestEpoch, state } = await train(overfitting);
    expect(stopped).toBe('early');
    expect(history.length).toBe(bestEpoch + 15);
    const best = Math.min(...history.map((entry) => entry.validation!));
    expect(history[bestEpoch - 1]!.validation).toBe(best);
    await using program = await overfitting.backend.compile(network, state.parameters);
    expect((await program.evaluate(validation, 0)).task).toBe(best);
  });

  it('follows the tail ratio under a controlled schedule', async () => {
    const loop = controlled({ target: 1, gain: 5, min: 1e-3, max: 10, start: 0.01 });
    const { history } = await train(options({ lambda: loop }));
    expect(history[0]!.lambda).toBe(0.01);
    for (const [index, entry] of history.entries()) {
      const before = history[index - 1];
      if (before === undefined) continue;
      const expected = Math.min(10, Math.max(1e-3, before.lambda * Math.exp(5 * (before.tailRatio!.layer - 1))));
      expect(entry.lambda).toBeCloseTo(expected, 12);
    }
  });

  it('stops at the signal with the state of the last finished plan', async () => {
    const controller = new AbortController();
    const onEpoch = ({ epoch }: { epoch: number }): void => {
      if (epoch === 7) controller.abort();
    };
    const error = await errorOf(train(options({ signal: controller.signal, onEpoch, validation: rows(9, 1) })));
    expect(error.code).toBe('ABORTED');
    expect(error.details).toMatchObject({ epoch: 7 });
    const seven = await train(options({ epochs: 30, validation: rows(9, 1) }));
    expect(seven.history.length).toBe(30);
    expect((error.details['state'] as { step: number }).step).toBe(Math.ceil((7 * 50) / 16));
  });

  it('names tensor, epoch and step where it diverges, and keeps the last good state', async () => {
    const optimizer = { type: 'sgd', momentum: 0.9, weightDecay: 0 } as const;
    const error = await errorOf(train(options({ optimizer, learningRate: 30, lambda: 1 })));
    expect(error.code).toBe('DIVERGED');
    expect(error.message).toMatch(/diverged in epoch \d+, step \d+: loss .* first in (layers\.\d|head)\.\w+/);
    const state = error.details['state'] as { parameters: Record<string, { data: Float64Array }> };
    for (const { data } of Object.values(state.parameters)) expect(data.every(Number.isFinite)).toBe(true);
  });

  it('counts a gradient norm above the limit as divergence', async () => {
    const error = await errorOf(train(options({ gradientNormLimit: 1e-6 })));
    expect(error.details).toMatchObject({ epoch: 1, step: 1, limit: 1e-6 });
  });

  it.each([
    [{ epochs: 0 }, /epochs is 0; allowed: an integer 1/],
    [{ batchSize: 51 }, /batchSize is 51; allowed: an integer 1 ... 50/],
    [{ patience: 5 }, /nothing without validation rows/],
    [{ inputNoise: -1 }, /inputNoise is -1/],
    [{ seed: 1.5 }, /seed is 1.5/],
    [
      { learningRate: controlled({ target: 1, gain: 1, min: 1e-3, max: 1, start: 0.1 }) },
      /learningRate .* allowed: any schedule but "controlled"/,
    ],
  ])('refuses %o', async (changes, message) => {
    const error = await errorOf(train(options(changes as Partial<TrainingOptions>)));
    expect(error.message).toMatch(message);
  });
});
