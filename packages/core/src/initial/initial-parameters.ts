import type { Parameters } from '../contract/parameters.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { Rng } from '../random/rng.ts';
import type { ActivationSpec, NetworkSpec } from '../spec/network.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';

/**
 * How cubics start (math: §1). `identity`: a = (0, 1, ε₂, ε₃), ε ~ N(0, sd²). `hermite`: a = (−c₂/√2, c₁ − 3c₃/√6, c₂/√2, c₃/√6)
 * with c₂, c₃ ~ N(0, sd²), c₁ = √(1 − c₂² − c₃²), which keeps the variance of z ~ N(0, 1).
 */
export interface InitialOptions {
  readonly coefficients?: 'identity' | 'hermite' | undefined;
  /** sd of the noise on the coefficients; 0.01 by default. */
  readonly coefficientSd?: number | undefined;
}

/**
 * Seeded initial parameters: kernels normal with variance 1/fan-in (2/fan-in under ReLU), biases 0, cubics by `options`. The thresholds of
 * an ordinal head start where a score of 0 makes all K classes equally likely, b_k = logit((K − 1 − k) / K): from equal thresholds only the
 * two outer classes would have any probability, and a short training would not get them apart.
 * Each tensor draws from a stream of its own (`rng.fork(name)`), so a change to one layer leaves the others as they were.
 * @throws ChainzRuleError `INVALID_ARGUMENT` for an sd below 0 or above 0.5.
 */
export function initialParameters(network: NetworkSpec, rng: Rng, options: InitialOptions = {}): Parameters {
  const { coefficients = 'identity', coefficientSd = 0.01 } = options;
  if (!(coefficientSd >= 0 && coefficientSd <= 0.5)) {
    fail('INVALID_ARGUMENT', `initialParameters: coefficientSd is ${describeValue(coefficientSd)}; allowed: 0 ... 0.5`);
  }
  const tensors = [...tensorShapes(network)].map(([name, shape]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const stream = rng.fork(name);
    if (name === 'head.bias' && network.head.type === 'ordinal')
      return [name, { shape, data: equalThresholds(network.head.classes) }] as const;
    if (name.endsWith('.bias')) return [name, { shape, data: new Float64Array(size) }] as const;
    if (name.endsWith('.coefficients')) {
      const rows = coefficients === 'hermite' ? hermite : identity;
      return [name, { shape, data: rows(size / 4, coefficientSd, stream) }] as const;
    }
    const sd = Math.sqrt(kernelGain(network, name) / shape[0]!);
    return [name, { shape, data: Float64Array.from({ length: size }, () => sd * stream.normal()) }] as const;
  });
  return Object.fromEntries(tensors);
}

function equalThresholds(classes: number): Float64Array {
  return Float64Array.from({ length: classes - 1 }, (_, k) => Math.log((classes - 1 - k) / (k + 1)));
}

function kernelGain(network: NetworkSpec, name: string): number {
  const layer = /^layers\.(\d+)\./.exec(name)?.[1];
  const activation: ActivationSpec['type'] | undefined = network.layers[Number(layer)]?.activation.type;
  return activation === 'relu' ? 2 : 1;
}

function identity(units: number, sd: number, rng: Rng): Float64Array {
  const rows = new Float64Array(4 * units).fill(1, units, 2 * units);
  for (let i = 2 * units; i < 4 * units; i++) rows[i] = sd * rng.normal();
  return rows;
}

function hermite(units: number, sd: number, rng: Rng): Float64Array {
  const rows = new Float64Array(4 * units);
  for (let i = 0; i < units; i++) {
    const [c2, c3] = drawInside(sd, rng);
    const c1 = Math.sqrt(1 - c2 * c2 - c3 * c3);
    rows[i] = -c2 / Math.SQRT2;
    rows[units + i] = c1 - (3 * c3) / Math.sqrt(6);
    rows[2 * units + i] = c2 / Math.SQRT2;
    rows[3 * units + i] = c3 / Math.sqrt(6);
  }
  return rows;
}

/** Two normals inside the unit circle: beyond it c₁ would not be real. */
function drawInside(sd: number, rng: Rng): readonly [number, number] {
  for (;;) {
    const [c2, c3] = [sd * rng.normal(), sd * rng.normal()];
    if (c2 * c2 + c3 * c3 < 1) return [c2, c3];
  }
}
