import type { Batch } from '../../src/contract/batch.ts';
import type { Parameters } from '../../src/contract/parameters.ts';
import { Rng } from '../../src/random/rng.ts';
import type { ActivationSpec, DregSpec, HeadSpec, NetworkSpec } from '../../src/spec/network.ts';
import { logitCount, tensorShapes } from '../../src/spec/tensor-shapes.ts';

/** A network of layers with one activation, per-unit cubics unless said otherwise. */
export function cubicNetwork(
  inputs: number,
  units: readonly number[],
  head: HeadSpec,
  dreg: DregSpec,
  activation: ActivationSpec = { type: 'cubic', coefficients: 'perUnit' },
): NetworkSpec {
  const layers = units.map((width) => ({ units: width, activation }));
  return { format: 'chainzrule/network@1', inputs, layers, head, dreg };
}

/** Parameters with no special structure: kernels of variance 1/fan-in; biases and coefficients scatter by `spread` about 0 and the identity. */
export function randomParameters(network: NetworkSpec, seed: number, spread = 0.3): Parameters {
  const rng = Rng.fromSeed(seed);
  const tensors = [...tensorShapes(network)].map(([name, shape]) => {
    const sd = name.endsWith('kernel') ? 1 / Math.sqrt(shape[0]!) : spread;
    const size = shape.reduce((product, dim) => product * dim, 1);
    const data = Float64Array.from({ length: size }, () => sd * rng.normal());
    const linear = size / 4;
    if (name.endsWith('coefficients')) for (let i = linear; i < 2 * linear; i++) data[i] = 1 + data[i]!;
    return [name, { shape, data }] as const;
  });
  return Object.fromEntries(tensors);
}

/** Standard normal inputs with random targets; `weighted` adds row weights, one of them 0. */
export function randomBatch(network: NetworkSpec, rows: number, seed: number, weighted = false): Batch {
  const rng = Rng.fromSeed(seed);
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => rng.normal());
  const x = { data: normals(rows * network.inputs), rows, cols: network.inputs };
  const { head } = network;
  const columns = logitCount(head);
  const classes = head.type === 'categorical' || head.type === 'ordinal' ? head.classes : 2;
  const y =
    head.type === 'regression'
      ? { data: normals(rows * columns), rows, cols: columns }
      : Float64Array.from({ length: rows }, () => rng.integer(classes));
  if (!weighted) return { x, y };
  return { x, y, weights: Float64Array.from({ length: rows }, (_, row) => (row === 1 ? 0 : 0.2 + rng.uniform())) };
}
