import type { JobOutcome } from '../jobs/planned-job.ts';
import { nodeBackend } from './backends.ts';
import { type Contestant, interleave, type Timing } from './contestant.ts';
import { layersContestant } from './layers-contestant.ts';
import { productsContestant } from './products-contestant.ts';
import { stepContestant } from './program-contestants.ts';
import { type Kind, type Size, targetBatch } from './sizes.ts';
import type { Target } from './targets.ts';
import { torchContestants } from './torch.ts';

/** Ends the names of processor times. */
export const PROCESSOR = ', processor';

/** Times everything that the ratios of a target need, in one interleaved run. */
export async function timeTarget(runtime: Target['runtime'], size: Size, timing: Timing): Promise<JobOutcome> {
  const batchSize = targetBatch(size);
  const contestants = await contestantsOf(runtime, size, batchSize);
  const torch = runtime === 'onnx-node' ? await torchContestants(size, batchSize) : [];
  contestants.push(...torch);
  const { clock, processor } = await interleave(contestants, timing);
  for (const contestant of contestants) await contestant[Symbol.asyncDispose]();
  const ofProcessor = Object.entries(processor).map(([name, times]) => [name + PROCESSOR, times] as const);
  return {
    figures: { batch: batchSize },
    ...(runtime === 'onnx-node' && { notes: { PyTorch: torch.length > 0 ? 'measured' : 'absent' } }),
    times: { ...clock, ...Object.fromEntries(ofProcessor) },
  };
}

async function contestantsOf(runtime: Target['runtime'], size: Size, batchSize: number): Promise<Contestant[]> {
  const backend = await nodeBackend(runtime);
  const step = (kind: Kind): Promise<Contestant> => stepContestant(backend, size, kind, batchSize);
  switch (runtime) {
    case 'onnx-node':
    case 'onnx-web': {
      const kinds: readonly Kind[] = ['relu', 'cubic', 'cubic + DREG', 'relu + DREG'];
      const products = productsContestant(runtime === 'onnx-node' ? 'node' : 'web', size, batchSize);
      return await Promise.all([...kinds.map(step), products]);
    }
    case 'tfjs-cpu':
    case 'tfjs-wasm': {
      const layers = layersContestant(runtime === 'tfjs-cpu' ? 'cpu' : 'wasm', size, batchSize);
      return await Promise.all([layers, step('relu'), step('cubic + DREG')]);
    }
  }
}
