import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ChainzRuleError,
  type CheckpointStore,
  type FitSettings,
  type FittedNetwork,
  fitNetwork,
  fitSettings,
  type HeadSpec,
  Rng,
  type TrainingCheckpoint,
} from '../../src/index.ts';
import { decodeCheckpoint, encodeCheckpoint, openCheckpointFolder } from '../../src/node/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';

const backend = createReferenceBackend();
const head: HeadSpec = { type: 'binary' };
const folder = mkdtempSync(join(tmpdir(), 'chainzrule-checkpoints-'));
let count = 0;
const newFolder = (): string => join(folder, String(++count));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function batch(rows: number, seed: number) {
  const rng = Rng.fromSeed(seed);
  const data = Float64Array.from({ length: rows * 3 }, () => rng.normal());
  return { x: { data, rows, cols: 3 }, y: Float64Array.from({ length: rows }, (_, row) => Number(data[row * 3]! > 0)) };
}

const rows = batch(40, 1);
const validation = batch(20, 2);
const quick: Partial<FitSettings> = { layers: [5], epochs: 12, batchSize: 16, seed: 3 };

/** A store in memory that keeps every checkpoint it was given, as bytes. */
function recording(from?: Uint8Array): CheckpointStore & { readonly kept: Uint8Array[] } {
  const kept: Uint8Array[] = [];
  return {
    kept,
    read: async () => from && decodeCheckpoint(from),
    write: async (_, checkpoint) => void kept.push(encodeCheckpoint(checkpoint)),
  };
}

/** What a fit came to, to the last bit. */
function bytesOf({ parameters, history, bestEpoch, stopped }: FittedNetwork): string {
  const tensors = Object.entries(parameters).map(([name, { data }]) => [name, ...(data as Float64Array)]);
  return JSON.stringify({ tensors, history, bestEpoch, stopped });
}

describe('a training that goes on from a checkpoint', () => {
  it.each<[string, Partial<FitSettings>, boolean]>([
    ['of a constant λ', { inputNoise: 0 }, false],
    ['with input noise', { inputNoise: 0.3 }, false],
    ['of an annealed λ', { lambda: { kind: 'geometric', from: 0.5, to: 0.01 }, inputNoise: 0 }, false],
    [
      'of a controlled λ',
      { lambda: { kind: 'controlled', target: 1.05, gain: 2, min: 1e-4, max: 1, start: 0.1 } },
      false,
    ],
    ['with validation rows', { inputNoise: 0 }, true],
    ['with patience', { patience: 2, epochs: 40, learningRate: 0.1 }, true],
    ['of the plain twin', { activation: 'relu', penalty: 'none', inputNoise: 0 }, false],
  ])('ends with the bytes of one that never stopped: %s', async (_, changes, watched) => {
    const settings = fitSettings({ ...quick, ...changes });
    const context = { backend, validation: watched ? validation : undefined };
    const undisturbed = bytesOf(await fitNetwork(settings, head, rows, context));
    const store = recording();
    const kept = await fitNetwork(settings, head, rows, { ...context, checkpoints: { store, name: 'a', every: 1 } });
    expect(bytesOf(kept)).toBe(undisturbed);
    expect(store.kept.length).toBe(kept.history.length);
    for (const from of store.kept) {
      const resumed = await fitNetwork(settings, head, rows, {
        ...context,
        checkpoints: { store: recording(from), name: 'a', every: 5 },
      });
      expect(bytesOf(resumed)).toBe(undisturbed);
    }
  });

  it('keeps one every so many epochs, and one at the end', async () => {
    const store = recording();
    await fitNetwork(fitSettings(quick), head, rows, { backend, checkpoints: { store, name: 'a', every: 5 } });
    expect(store.kept.map((bytes) => decodeCheckpoint(bytes).epoch)).toEqual([5, 10, 12]);
  });

  it('keeps the inner folds of λ apart', async () => {
    const names = new Set<string>();
    const store: CheckpointStore = { read: async () => undefined, write: async (name) => void names.add(name) };
    await fitNetwork(fitSettings({ ...quick, lambda: 'cv', epochs: 2 }), head, rows, {
      backend,
      checkpoints: { store, name: 'fold-1', every: 1 },
    });
    expect(names.size).toBe(13);
    expect(names).toContain('fold-1.lambda-4.fold-3');
  });

  it('refuses a checkpoint of another training', async () => {
    const store = recording();
    await fitNetwork(fitSettings(quick), head, rows, { backend, checkpoints: { store, name: 'a', every: 4 } });
    const goOn = (settings: Partial<FitSettings>, data = rows) =>
      fitNetwork(fitSettings(settings), head, data, {
        backend,
        checkpoints: { store: recording(store.kept[1]), name: 'a', every: 4 },
      });
    await expect(goOn({ ...quick, epochs: 6 })).rejects.toThrow(/of another training/);
    await expect(goOn({ ...quick, batchSize: 8 })).rejects.toThrow(/of another training/);
    await expect(goOn({ ...quick, layers: [6] })).rejects.toThrow(/shape|layers\.0/);
  });
});

describe('a checkpoint file', () => {
  const tensor = { shape: [2], data: Float64Array.of(1, -0) };
  const state = { parameters: { a: tensor }, moments: { first: { a: tensor } }, step: 6 };
  const entry = { epoch: 1, epochs: 2, step: 6, penalty: 0, gradientNorm: 1, lambda: 0, learningRate: 1e-3 };
  const checkpoint: TrainingCheckpoint = {
    epoch: 1,
    state,
    history: [
      {
        ...entry,
        loss: Number.NaN,
        task: 0.1 + 0.2,
        largestGradientNorm: Infinity,
        tailRatio: { layer: Number.NaN, input: 1 },
      },
    ],
    best: { epoch: 1, loss: 0.5, state },
  };

  it('gives back every number as it was', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('cut at any byte, or of another kind, is refused by type', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length++) {
      try {
        decodeCheckpoint(bytes.subarray(0, length));
        expect.unreachable(`${length} bytes were taken`);
      } catch (error) {
        expect(ChainzRuleError.isInstance(error) && error.code).toBe('INVALID_MODEL_FILE');
      }
    }
  });
});

describe('a folder of checkpoints', () => {
  const run = { seed: 1, data: 'abc' };
  const one: TrainingCheckpoint = {
    epoch: 0,
    state: { parameters: {}, moments: { first: {} }, step: 0 },
    history: [],
  };

  it('gives back what was written, in another process’s time', async () => {
    const path = newFolder();
    {
      await using store = await openCheckpointFolder(path, run, false);
      expect(await store.read('fold-1')).toBeUndefined();
      await store.write('fold-1', one);
    }
    await using store = await openCheckpointFolder(path, run, true);
    expect(await store.read('fold-1')).toEqual(one);
  });

  it('is refused without resume, for another run, and while in use', async () => {
    const path = newFolder();
    {
      await using _ = await openCheckpointFolder(path, run, false);
      writeFileSync(join(path, 'lock'), '1');
      await expect(openCheckpointFolder(path, run, true)).rejects.toThrow(/in use by process 1; .*Remove .*lock/);
    }
    await expect(openCheckpointFolder(path, run, false)).rejects.toThrow(/holds checkpoints already; resume/);
    await expect(openCheckpointFolder(path, { ...run, seed: 2 }, true)).rejects.toThrow(
      /of another run: seed was 1, now it is 2/,
    );
    await using again = await openCheckpointFolder(path, run, true);
    expect(again).toBeDefined();
  });

  it('is taken over from a process that died, whose half-written files go', async () => {
    const path = newFolder();
    await (await openCheckpointFolder(path, run, false))[Symbol.asyncDispose]();
    writeFileSync(join(path, 'lock'), '999999999');
    writeFileSync(join(path, '.fold-1.safetensors.123.tmp'), 'half');
    await using _ = await openCheckpointFolder(path, run, true);
    expect(readFileSync(join(path, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    expect(readdirSync(path).sort()).toEqual(['lock', 'run.json']);
  });

  it('is refused to a second run of the same process, which would mix two runs', async () => {
    const path = newFolder();
    await using _ = await openCheckpointFolder(path, run, false);
    await expect(openCheckpointFolder(path, run, true)).rejects.toThrow(/in use by this process/);
    expect(readdirSync(path).sort()).toEqual(['lock', 'run.json']);
  });

  it('is taken over from an earlier process that had the same id, as in a container', async () => {
    const path = newFolder();
    await (await openCheckpointFolder(path, run, false))[Symbol.asyncDispose]();
    writeFileSync(join(path, 'lock'), `${process.pid} ${Date.now() - 1e9} ${hostname()}`);
    await using again = await openCheckpointFolder(path, run, true);
    expect(again).toBeDefined();
  });

  it('is refused while a process on another host shows itself, and taken over when it is silent', async () => {
    const path = newFolder();
    await (await openCheckpointFolder(path, run, false))[Symbol.asyncDispose]();
    const lock = join(path, 'lock');
    writeFileSync(lock, '7 1700000000000 elsewhere');
    await expect(openCheckpointFolder(path, run, true)).rejects.toThrow(/in use by process 7 on elsewhere/);
    const tenMinutesAgo = Date.now() / 1000 - 600;
    utimesSync(lock, tenMinutesAgo, tenMinutesAgo);
    await using again = await openCheckpointFolder(path, run, true);
    expect(again).toBeDefined();
  });

  it('names what cannot be used', async () => {
    const file = newFolder();
    writeFileSync(file, '');
    await expect(openCheckpointFolder(join(file, 'inside'), run, false)).rejects.toMatchObject({ code: 'IO_FAILED' });
    const path = newFolder();
    await using store = await openCheckpointFolder(path, run, false);
    writeFileSync(join(path, 'fold-1.safetensors'), 'damaged');
    await expect(store.read('fold-1')).rejects.toThrow(/fold-1\.safetensors: .*remove it to train that part again/);
  });
});
