import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { type BackendV1, ChainzRuleClassifier } from '../../src/index.ts';
import { halves, named } from '../estimators/rows.ts';
import { keepRecord } from './reliability.ts';

/** Epochs of the long training: few here, 24,000 in the nightly script. */
const EPOCHS = Number(process.env['LONG_EPOCHS'] ?? 1000);
/** A fit is this many epochs, so that its own history does not grow without end. */
const EPOCHS_PER_FIT = 50;
/** Growth of the resident size, in bytes an epoch, that counts as a leak: a state of this network takes more. */
const LEAK = 600;

/** Memory after a collection, in bytes: the process's, and what JavaScript holds of it. */
function memory(): { readonly resident: number; readonly held: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { resident: rss, held: heapUsed + arrayBuffers };
}

/** Open files where the system lists them, and whatever else keeps the process alive. */
function handles(): number {
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  return files + process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length;
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

/** Registers the test: training on and on holds no more memory, handles or `tensors` than at first. */
export function itHoldsNoMore(
  name: string,
  open: () => BackendV1 | Promise<BackendV1>,
  tensors: () => number = () => 0,
): void {
  it(`${name}: holds no more after ${EPOCHS} epochs than after the first`, async () => {
    const { X, side } = halves(32);
    const y = named(side);
    const backend = await open();
    const model = new ChainzRuleClassifier({ layers: [8, 8], epochs: EPOCHS_PER_FIT, seed: 1, backend });
    const fits = Math.ceil(EPOCHS / EPOCHS_PER_FIT);
    const [epochs, resident, held]: [number[], number[], number[]] = [[], [], []];
    let before = { handles: 0, tensors: 0 };
    for (let fit = 0; fit < fits; fit++) {
      await model.fit(X, y);
      // The first fits compile code and fill caches.
      if (fit < fits / 4) continue;
      if (epochs.length === 0) before = { handles: handles(), tensors: tensors() };
      const now = memory();
      epochs.push((fit + 1) * EPOCHS_PER_FIT);
      resident.push(now.resident);
      held.push(now.held);
    }
    const grown = { handles: handles() - before.handles, tensors: tensors() - before.tensors };
    const [whole, own] = [slopeOf(epochs, resident), slopeOf(epochs, held)];
    keepRecord(`long-run-${backend.name}`, {
      epochs: EPOCHS,
      residentBytesPerEpoch: whole.slope,
      residentStandardError: whole.error,
      heldBytesPerEpoch: own.slope,
      heldStandardError: own.error,
      handlesGrown: grown.handles,
      tensorsGrown: grown.tensors,
    });
    expect(grown).toEqual({ handles: 0, tensors: 0 });
    // Less than a record of an epoch's figures would take.
    expect(own.slope - 2 * own.error).toBeLessThan(100);
    expect(whole.slope - 2 * whole.error).toBeLessThan(LEAK);
    expect(held.at(-1)! - held[0]!).toBeLessThan(4 * 2 ** 20);
  }, 3_600_000);
}
