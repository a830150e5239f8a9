import { expect } from 'vitest';

/** Programs per training step by size: tf.layers' own step of the plain ReLU network, and ours of the cubic one with the penalty. */
export type DispatchCounts = Readonly<Record<string, readonly [plain: number, ours: number]>>;

/** Of the dispatches of the plain step, those that ours may take. */
const SHARE = 0.35;

export function expectFewDispatches(counts: DispatchCounts): void {
  expect(Object.keys(counts).length).toBeGreaterThan(0);
  for (const [size, [plain, ours]] of Object.entries(counts))
    expect(ours / plain, `${size}: ${ours} dispatches against ${plain}`).toBeLessThanOrEqual(SHARE);
}
