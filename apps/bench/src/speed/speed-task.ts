import type { JobOutcome } from '../jobs/planned-job.ts';
import { figureOf } from '../records/record.ts';
import { type NodeBackendName, nodeBackend } from './backends.ts';
import { brainContestant } from './brain-contestant.ts';
import { type Contestant, interleave, type Timing } from './contestant.ts';
import { footprint } from './footprint.ts';
import { layersContestant } from './layers-contestant.ts';
import { productsContestant } from './products-contestant.ts';
import { rowsContestant, stepContestant } from './program-contestants.ts';
import type { Kind, Size } from './sizes.ts';
import { freshStart } from './startup.ts';
import { timeTarget } from './target-task.ts';
import type { Target } from './targets.ts';
import { torchContestants } from './torch.ts';

/** What a speed job measures; every number of one job comes from one interleaved run. */
export type SpeedTask = { readonly suite: 'speed'; readonly timing: Timing } & (
  | { readonly what: 'targets'; readonly runtime: Target['runtime']; readonly size: Size }
  | { readonly what: 'steps'; readonly size: Size; readonly batchSize: number }
  | { readonly what: 'rows'; readonly size: Size; readonly rows: number }
  | { readonly what: 'penalties'; readonly size: Size; readonly batchSize: number; readonly kinds: readonly Kind[] }
  | {
      readonly what: 'scaling';
      readonly variants: readonly { readonly value: number; readonly size: Size; readonly batchSize: number }[];
      readonly kind: Kind;
    }
  | { readonly what: 'rowScaling'; readonly size: Size; readonly counts: readonly number[] }
  | { readonly what: 'startup'; readonly backend: NodeBackendName; readonly rounds: number }
  | { readonly what: 'footprint' }
);

/** Runs one speed job. */
export async function runSpeedTask(task: SpeedTask): Promise<JobOutcome> {
  switch (task.what) {
    case 'targets':
      return await timeTarget(task.runtime, task.size, task.timing);
    case 'steps':
      return await timeSteps(task.size, task.batchSize, task.timing);
    case 'rows': {
      const backends = await present(['onnx-node', 'onnx-web', 'tfjs-wasm', 'tfjs-cpu']);
      const contestants: Contestant[] = [];
      for (const backend of backends) {
        for (const what of ['inference', 'τ'] as const)
          contestants.push(await rowsContestant(backend, task.size, what, task.rows));
      }
      return { figures: { rows: task.rows }, times: await timed(contestants, task.timing) };
    }
    case 'penalties': {
      const backend = await nodeBackend('onnx-node');
      const contestants: Contestant[] = [];
      for (const kind of task.kinds) contestants.push(await stepContestant(backend, task.size, kind, task.batchSize));
      return { figures: { batch: task.batchSize }, times: await timed(contestants, task.timing) };
    }
    case 'scaling': {
      const backend = await nodeBackend('onnx-node');
      const contestants: Contestant[] = [];
      for (const { value, size, batchSize } of task.variants)
        contestants.push({ ...(await stepContestant(backend, size, task.kind, batchSize)), name: String(value) });
      return { figures: { variants: task.variants.length }, times: await timed(contestants, task.timing) };
    }
    case 'rowScaling': {
      const backend = await nodeBackend('onnx-node');
      const contestants: Contestant[] = [];
      for (const rows of task.counts)
        contestants.push({ ...(await rowsContestant(backend, task.size, 'inference', rows)), name: String(rows) });
      return { figures: { variants: task.counts.length }, times: await timed(contestants, task.timing) };
    }
    case 'startup': {
      const starts = Array.from({ length: task.rounds }, () => freshStart(task.backend));
      return {
        figures: {},
        times: {
          'first step, ms': starts.map(({ firstStepMs }) => figureOf(firstStepMs)!),
          'peak memory, MiB': starts.map(({ peakMiB }) => figureOf(peakMiB)!),
        },
      };
    }
    case 'footprint':
      return { figures: await footprint() };
  }
}

async function timeSteps(size: Size, batchSize: number, timing: Timing): Promise<JobOutcome> {
  const contestants: Contestant[] = [];
  for (const backend of await present(['onnx-node', 'onnx-web', 'tfjs-wasm', 'tfjs-cpu', 'reference'])) {
    // The reference says what is right; at larger sizes its time would be the run's.
    if (backend.name === 'reference' && !size.name.startsWith('small')) continue;
    const kinds: readonly Kind[] =
      backend.name === 'onnx-node' ? ['relu', 'cubic', 'cubic + DREG', 'relu + DREG'] : ['relu', 'cubic + DREG'];
    for (const kind of kinds) contestants.push(await stepContestant(backend, size, kind, batchSize));
  }
  contestants.push(await productsContestant('node', size, batchSize));
  for (const device of ['wasm', 'cpu'] as const) contestants.push(await layersContestant(device, size, batchSize));
  contestants.push(await brainContestant(size, batchSize));
  contestants.push(...(await torchContestants(size, batchSize)));
  return { figures: { batch: batchSize }, times: await timed(contestants, timing) };
}

async function timed(contestants: readonly Contestant[], timing: Timing): Promise<Record<string, number[]>> {
  const { clock: times } = await interleave(contestants, timing);
  await disposeAll(contestants);
  return times;
}

async function disposeAll(contestants: readonly Contestant[]): Promise<void> {
  for (const contestant of contestants) await contestant[Symbol.asyncDispose]();
}

async function present(names: readonly NodeBackendName[]) {
  return await Promise.all(names.map(nodeBackend));
}
