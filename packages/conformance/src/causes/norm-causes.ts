import type { Judged, Sensitivity } from '../sensitivity/sensitivity.ts';
import { coarseRounding, nearestMistake, rowsElsewhere } from './known-mistake.ts';

/** Below this share of the error left unexplained, a simple relation explains it. */
const UNEXPLAINED = 0.05;

/** The likeliest cause of wrong derivative norms. `found`: those of layers and of the input. */
export function normCause(
  found: readonly [layer: Float64Array, input: Float64Array],
  { variants }: Sensitivity,
): string {
  const right = variants[0]!;
  const [layer, input] = right.map(({ expected }) => expected) as [Float64Array, Float64Array];
  const squared = (norms: Float64Array): Float64Array => norms.map((norm) => norm * norm);
  const mistake = nearestMistake(found, right, [
    { cause: 'layer norms without the root', results: () => [squared(layer), input] },
    { cause: 'input norms without the root', results: () => [layer, squared(input)] },
    { cause: 'norms without the root', results: () => [squared(layer), squared(input)] },
    { cause: 'input norms in the place of layer norms', results: () => [input, input] },
    { cause: 'layer norms in the place of input norms', results: () => [layer, layer] },
    { cause: 'layer and input norms in each other’s place', results: () => [input, layer] },
  ]);
  if (mistake !== undefined) return mistake;
  for (const [index, judged] of right.entries()) {
    const cause =
      factorCause(found[index]!, judged) ??
      meanCause(found[index]!, judged) ??
      rowsElsewhere(found[index]!, judged, judged.expected.length);
    if (cause !== undefined) return `${index === 0 ? 'layer' : 'input'} norms: ${cause}`;
  }
  return coarseRounding(found, right) ?? 'no known mistake gives these norms';
}

/** found = k · right. */
function factorCause(found: Float64Array, { expected }: Judged): string | undefined {
  const errors = found.map((value, i) => value - expected[i]!);
  const slope = slopeOf(expected, errors);
  return explains(expected, errors, slope) ? `${(1 + slope).toPrecision(3)} times the right ones` : undefined;
}

/** found = right + c (mean − right). */
function meanCause(found: Float64Array, { expected }: Judged): string | undefined {
  const mean = expected.reduce((sum, norm) => sum + norm, 0) / expected.length;
  const towards = expected.map((norm) => mean - norm);
  const errors = found.map((value, i) => value - expected[i]!);
  const share = slopeOf(towards, errors);
  return explains(towards, errors, share)
    ? `${(100 * share).toPrecision(3)} % of the batch’s mean in every row`
    : undefined;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

const slopeOf = (x: Float64Array, y: Float64Array): number => dot(x, y) / (dot(x, x) || 1);

function explains(x: Float64Array, y: Float64Array, slope: number): boolean {
  const left = y.map((value, i) => value - slope * x[i]!);
  return x.length > 2 && slope !== 0 && Math.sqrt(dot(left, left)) < UNEXPLAINED * Math.sqrt(dot(y, y));
}
