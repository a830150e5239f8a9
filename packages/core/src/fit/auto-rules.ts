/** Steps that `epochs: 'auto'` aims at. */
export const AUTO_STEPS = 600;

/** Steps of learning-rate warm-up. */
export const WARMUP_STEPS = 20;

/** Multiples of √(100/n) that `lambda: 'cv'` chooses from. */
export const LAMBDA_GRID: readonly number[] = [0.03, 0.1, 0.35, 1.2];

/** λ by the number of training rows (math: §6): 0.25·√(100/n) for cubics, min(1.5, 0.3·100/n) for ordinary activations. */
export function autoLambda(rows: number, cubic: boolean): number {
  return cubic ? 0.25 * Math.sqrt(100 / rows) : Math.min(1.5, (0.3 * 100) / rows);
}

/** sd of the training-only input noise (math: §6): 0.7·min(1, √(50/n)) for cubics, none otherwise. */
export function autoInputNoise(rows: number, cubic: boolean): number {
  return cubic ? 0.7 * Math.min(1, Math.sqrt(50 / rows)) : 0;
}
