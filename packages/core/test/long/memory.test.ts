import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ChainzRuleClassifier } from '../../src/index.ts';
import { halves, named } from '../estimators/rows.ts';
import { keepRecord } from '../support/reliability.ts';

/** Epochs of the long training: few here, 24,000 in the nightly script. */
const EPOCHS = Number(process.env['LONG_EPOCHS'] ?? 3000);
/** A fit is this many epochs, so that its own history does not grow without end. */
const EPOCHS_PER_FIT = 50;

/** Memory that is really held, in bytes. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Least squares of y on x: the slope and its standard error. */
function slopeOf(x: readonly number[], y: readonly number[]): { readonly slope: number; readonly error: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const slope = x.reduce((sum, value, index) => sum + (value - mx) * (y[index]! - my), 0) / spread;
  const rest = y.reduce((sum, value, index) => sum + (value - my - slope * (x[index]! - mx)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (x.length - 2) / spread) };
}

it(`holds no more memory after ${EPOCHS} epochs than after the first`, async () => {
  const { X, side } = halves(64);
  const y = named(side);
  const model = new ChainzRuleClassifier({ layers: [8, 8], epochs: EPOCHS_PER_FIT, seed: 1 });
  const fits = Math.ceil(EPOCHS / EPOCHS_PER_FIT);
  const [epochs, bytes]: [number[], number[]] = [[], []];
  for (let fit = 0; fit < fits; fit++) {
    await model.fit(X, y);
    // The first fits compile code and fill caches.
    if (fit < fits / 4) continue;
    epochs.push((fit + 1) * EPOCHS_PER_FIT);
    bytes.push(held());
  }
  const { slope, error } = slopeOf(epochs, bytes);
  keepRecord('memory-slope', { epochs: EPOCHS, bytesPerEpoch: slope, standardError: error });
  // Less than a record of an epoch's figures would take.
  expect(slope - 2 * error).toBeLessThan(100);
  expect(bytes.at(-1)! - bytes[0]!).toBeLessThan(4 * 2 ** 20);
}, 3_600_000);
