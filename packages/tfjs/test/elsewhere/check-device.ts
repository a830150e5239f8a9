import { type GoldenVector, parseVector } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { layersContestant, programContestant } from '../../bench/contestants.ts';
import { dispatchesPerStep } from '../../bench/measure.ts';
import { SIZES } from '../../bench/sizes.ts';
import { createTfjsBackend, type DeviceName } from '../../src/index.ts';
import { vectorFailures } from '../support/vector-failures.ts';

/** What a device had to say. */
export interface DeviceReport {
  readonly name: string;
  readonly device: string;
  readonly failures: readonly string[];
  /** Tensors left behind. */
  readonly leaked: number;
}

/** Runs the golden vectors (their JSON texts) on a device, wherever this module runs. */
export async function checkDevice(device: DeviceName, texts: readonly string[]): Promise<DeviceReport> {
  await using backend = await createTfjsBackend({ device });
  const before = tf.engine().state.numTensors;
  const failures: string[] = [];
  for (const [index, text] of texts.entries()) {
    const vector: GoldenVector = parseVector(text, `vector ${index}`);
    failures.push(...(await vectorFailures(backend, vector)));
  }
  return { name: backend.name, device: backend.device, failures, leaked: tf.engine().state.numTensors - before };
}

/** Programs per training step on a GPU: tf.layers' own step of the plain ReLU network, and ours of the cubic one with the penalty. */
export async function countDispatches(
  device: DeviceName,
): Promise<Record<string, readonly [plain: number, ours: number]>> {
  await using backend = await createTfjsBackend({ device });
  await tf.setBackend(device);
  const counts: Record<string, readonly [number, number]> = {};
  for (const size of SIZES.filter(({ name }) => name.startsWith('small'))) {
    await using plain = layersContestant(size);
    await using ours = await programContestant(backend, size, 'cubic+dreg');
    counts[size.name] = [await dispatchesPerStep(plain), await dispatchesPerStep(ours)];
  }
  return counts;
}
