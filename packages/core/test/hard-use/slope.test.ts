import { expect, it } from 'vitest';
import { Rng } from '../../src/index.ts';
import { slopeOf } from '../support/slope.ts';

const EPOCHS = Array.from({ length: 240 }, (_, index) => 25 * (index + 1));

/** A walk that comes back, as memory does: each value remembers the one before; now and then one is measured at a bad moment. */
function noise(seed: number): number[] {
  const rng = Rng.fromSeed(seed);
  let last = 0;
  return EPOCHS.map(() => {
    last = 0.8 * last + 1000 * rng.normal();
    return last + (rng.integer(20) === 0 ? 500_000 : 0);
  });
}

it('a slope is found within its interval, and none where there is none, in nineteen series of twenty', () => {
  const within = (slope: number): number =>
    Array.from({ length: 200 }, (_, seed) => {
      const values = noise(seed).map((value, index) => value + slope * EPOCHS[index]!);
      const found = slopeOf(EPOCHS, values);
      return Math.abs(found.slope - slope) <= found.margin;
    }).filter(Boolean).length;
  expect(within(0)).toBeGreaterThan(180);
  expect(within(100)).toBeGreaterThan(180);
});

it('the interval is narrow enough to tell a leak', () => {
  const { slope, margin } = slopeOf(
    EPOCHS,
    noise(3).map((value, index) => value + 10 * EPOCHS[index]!),
  );
  expect(slope - margin).toBeGreaterThan(5);
});

it('too few values are refused', () => {
  expect(() => slopeOf(EPOCHS.slice(0, 11), EPOCHS.slice(0, 11))).toThrow(/needs 12 values, there are 11/);
});
