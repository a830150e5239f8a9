/** Below this a mean loses digits to the subnormal range. */
const TINY = 2 ** -960;

/** Σ v / n over `values[start … end)`, finite and accurate wherever the values (≥ 0) are finite. */
export function mean(values: ArrayLike<number>, start: number = 0, end: number = values.length): number {
  const count = end - start;
  let sum = 0;
  for (let index = start; index < end; index++) sum += values[index]!;
  if (sum !== Number.POSITIVE_INFINITY) return sum / count;
  // The sum overflows although the mean does not, unless a value itself is infinite; rounding must not lift it over the largest.
  let scaled = 0;
  let largest = 0;
  for (let index = start; index < end; index++) {
    scaled += values[index]! / count;
    largest = Math.max(largest, values[index]!);
  }
  return Math.min(scaled, largest);
}

/** [⌈n / groupSize⌉] means of consecutive groups; a shorter last group is averaged over what it has. */
export function groupMeans(norms: ArrayLike<number>, groupSize: number): Float64Array {
  const groups = Math.ceil(norms.length / groupSize);
  return Float64Array.from({ length: groups }, (_, group) =>
    mean(norms, group * groupSize, Math.min((group + 1) * groupSize, norms.length)),
  );
}

/** The values, divided by the largest if all are so small that ratios of their means would lose digits. */
export function normalised(sorted: Float64Array): Float64Array {
  const largest = sorted[sorted.length - 1] ?? 0;
  return largest > 0 && largest < TINY ? sorted.map((value) => value / largest) : sorted;
}
