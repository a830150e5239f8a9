import { type GoldenVector, parseVector } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
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
