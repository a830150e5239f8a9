import type { NetworkSpec } from '@chainzrule/core';
import { createTfjsBackend, type DeviceName } from '../../src/index.ts';

/** Arguments near 0, where a tanh made of exponentials loses its digits. */
const ARGUMENTS = [1e-6, 1e-4, 1e-2, 0.3, 2].map(Math.fround);

const one = { shape: [1, 1], data: Float64Array.of(1) };
const zero = { shape: [1], data: Float64Array.of(0) };
const network: NetworkSpec = {
  format: 'chainzrule/network@1',
  inputs: 1,
  layers: [{ units: 1, activation: { type: 'tanh' } }],
  head: { type: 'regression', outputs: 1 },
  dreg: { penalty: 'none', reduction: 'sum' },
};

/** Relative errors of a device's tanh, in units of the roundoff it declares. */
export async function tanhErrors(device: DeviceName): Promise<{ readonly declared: number; readonly found: number[] }> {
  await using backend = await createTfjsBackend({ device });
  await using program = await backend.compile(network, {
    'layers.0.kernel': one,
    'layers.0.bias': zero,
    'head.kernel': one,
    'head.bias': zero,
  });
  const { data } = await program.forward({ data: Float64Array.from(ARGUMENTS), rows: ARGUMENTS.length, cols: 1 });
  const { unitRoundoff, elementary } = backend.arithmetic;
  const found = ARGUMENTS.map((x, row) => Math.abs(data[row]! / Math.tanh(x) - 1) / unitRoundoff);
  return { declared: elementary.tanh, found };
}
