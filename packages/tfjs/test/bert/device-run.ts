import { createTfjsEncoder } from '../../src/bert/index.ts';
import type { DeviceName } from '../../src/index.ts';
import { TINY, tinyBatch, tinyModel } from './tiny-encoder.ts';
import { ADAMW } from './training.ts';

/** What a device computes, as plain JSON. */
export interface DeviceRun {
  readonly device: string;
  /** By tensor, flat. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly losses: readonly number[];
}

const LAMBDAS = { network: 0.01, encoder: 1e-5 };
const RATES = [5e-3, 5e-3, 5e-3, 5e-3];

/** Gradients on one batch, then the losses of training on texts whose class is told by their first word. */
export async function deviceRun(device: DeviceName, steps: number): Promise<DeviceRun> {
  await using encoder = await createTfjsEncoder({ device });
  await using program = await encoder.compile(tinyModel(7), { optimizer: ADAMW, frozen: 0, penalty: 'local' });
  const tokens = tinyBatch(1, TINY, [8, 8, 5, 3, 6, 2, 8, 4]);
  const batch = { ...tokens, y: Float64Array.from(tokens.lengths, (_, row) => tokens.ids[row * tokens.length]! % 3) };
  const { gradients } = await program.evaluate(batch, LAMBDAS);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await program.trainStep([batch], LAMBDAS, RATES)).loss);
  return {
    device: encoder.device,
    gradients: Object.fromEntries([...gradients].map(([name, { data }]) => [name, [...data]])),
    losses,
  };
}
