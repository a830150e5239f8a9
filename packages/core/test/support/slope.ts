/** A fitted slope with its 95 % interval: `slope` ± `margin`. */
export interface Slope {
  readonly slope: number;
  readonly margin: number;
}

/** Blocks that a series is cut into, and the 97.5 % quantile of Student's t for that many less two. */
const BLOCKS = 12;
const STUDENT_T = 2.228;

/**
 * The slope of y over x: least squares through the medians of 12 equal blocks. Memory moves in steps, so neighbours are not independent
 * and an interval from single values would be far too narrow; a median passes over a value measured at a bad moment.
 * @throws Error for fewer than 12 values.
 */
export function slopeOf(x: ArrayLike<number>, y: ArrayLike<number>): Slope {
  if (x.length < BLOCKS || x.length !== y.length)
    throw new Error(`a slope needs ${BLOCKS} values, there are ${x.length}`);
  const blocks = Array.from({ length: BLOCKS }, (_, block) => {
    const [from, to] = [block, block + 1].map((edge) => Math.round((edge * x.length) / BLOCKS));
    return [median(part(x, from!, to!)), median(part(y, from!, to!))] as const;
  });
  const [mx, my] = [mean(blocks.map(([a]) => a)), mean(blocks.map(([, b]) => b))];
  const spread = sum(blocks.map(([a]) => (a - mx) ** 2));
  const slope = sum(blocks.map(([a, b]) => (a - mx) * (b - my))) / spread;
  const rest = sum(blocks.map(([a, b]) => (b - my - slope * (a - mx)) ** 2));
  return { slope, margin: STUDENT_T * Math.sqrt(rest / (BLOCKS - 2) / spread) };
}

const part = (values: ArrayLike<number>, from: number, to: number): number[] => Array.from(values).slice(from, to);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
