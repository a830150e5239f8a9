import type { Parameters } from '../../src/contract/parameters.ts';
import { erf } from '../../src/reference/erf.ts';
import type { ActivationSpec, NetworkSpec } from '../../src/spec/network.ts';

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
const curves = {
  identity: { value: (z: number) => z, slope: () => 1 },
  relu: { value: (z: number) => Math.max(0, z), slope: (z: number) => (z > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (z: number) => 1 - Math.tanh(z) ** 2 },
  softplus: { value: (z: number) => Math.log(1 + Math.exp(z)), slope: sigma },
  silu: { value: (z: number) => z * sigma(z), slope: (z: number) => sigma(z) * (1 + z * (1 - sigma(z))) },
  gelu: {
    value: (z: number) => (z * (1 + erf(z / Math.SQRT2))) / 2,
    slope: (z: number) => (1 + erf(z / Math.SQRT2)) / 2 + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  },
};

/** φ(z) and φ′(z) of one unit, straight from the formulas. */
export function unitAt(
  activation: ActivationSpec,
  coefficients: Float64Array | undefined,
  unit: number,
  units: number,
  z: number,
): { h: number; slope: number } {
  if (activation.type !== 'cubic')
    return { h: curves[activation.type].value(z), slope: curves[activation.type].slope(z) };
  const [a0, a1, a2, a3] = [0, 1, 2, 3].map((power) =>
    activation.coefficients === 'shared' ? coefficients![power]! : coefficients![power * units + unit]!,
  ) as [number, number, number, number];
  return { h: a0 + a1 * z + a2 * z * z + a3 * z ** 3, slope: a1 + 2 * a2 * z + 3 * a3 * z * z };
}

/** One row through the network: z, φ′ and h of every layer, and the logits. */
export function passRow(
  network: NetworkSpec,
  parameters: Parameters,
  x: ArrayLike<number>,
): { layers: { z: number[]; slope: number[]; h: number[] }[]; logits: number[] } {
  let input = Array.from(x);
  const affine = (name: string): number[] => {
    const kernel = parameters[`${name}.kernel`]!;
    const cols = kernel.shape[1]!;
    return Array.from(parameters[`${name}.bias`]!.data, (bias, j) =>
      input.reduce((sum, value, i) => sum + value * kernel.data[i * cols + (j % cols)]!, bias),
    );
  };
  const layers = network.layers.map(({ units, activation }, index) => {
    const z = affine(`layers.${index}`);
    const coefficients = parameters[`layers.${index}.coefficients`]?.data;
    const at = z.map((value, unit) => unitAt(activation, coefficients, unit, units, value));
    input = at.map(({ h }) => h);
    return { z, slope: at.map(({ slope }) => slope), h: input };
  });
  return { layers, logits: affine('head') };
}

/** The outputs a Lipschitz bound speaks of: the logits, or the one score behind an ordinal head's. */
export function outputs(network: NetworkSpec, logits: readonly number[]): number[] {
  return network.head.type === 'ordinal' ? [logits[0]!] : [...logits];
}
