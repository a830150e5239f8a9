import { expect, it } from 'vitest';
import { type BackendV1, ChainzRuleClassifier } from '../../src/index.ts';
import { halves, named } from '../estimators/rows.ts';
import { handles, memory } from './memory.ts';
import { keepRecord } from './reliability.ts';
import { slopeOf } from './slope.ts';

/** Epochs of the long training: few here, 24,000 in the nightly script. */
const EPOCHS = Number(process.env['LONG_EPOCHS'] ?? 1000);
/** A fit is this many epochs, so that its own history does not grow without end. */
const EPOCHS_PER_FIT = 25;
/** Rows and layers: an epoch takes milliseconds on every backend. */
const ROWS = 32;
const LAYERS = [8, 8] as const;
/** Growth in bytes an epoch that counts as a leak: of the resident size (a state of this network takes more), and of what JavaScript holds (a record of an epoch's figures takes more). */
const LEAK = { resident: 600, held: 50 } as const;
/** Bytes that may still settle, code compiled and areas of memory rounded up, while a short run is measured; nothing beside 24,000 epochs. */
const SETTLES = { resident: 2 ** 20, held: 2 ** 17 } as const;

/** Registers the test: training on and on holds no more memory, handles or `tensors` than at first. */
export function itHoldsNoMore(
  name: string,
  open: () => BackendV1 | Promise<BackendV1>,
  tensors: () => number = () => 0,
): void {
  it(`${name}: holds no more after ${EPOCHS} epochs than after the first`, async () => {
    const { X, side } = halves(ROWS);
    const y = named(side);
    const backend = await open();
    const model = new ChainzRuleClassifier({ layers: LAYERS, epochs: EPOCHS_PER_FIT, seed: 1, backend });
    const fits = Math.ceil(EPOCHS / EPOCHS_PER_FIT);
    // Made beforehand: what is written down must not grow.
    const size = Math.floor(fits / 2);
    const [epochs, resident, held, code] = Array.from({ length: 4 }, () => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    let before = { handles: 0, tensors: 0 };
    const started = performance.now();
    for (let fit = 0; fit < fits; fit++) {
      await model.fit(X, y);
      // From the start: a forced collection throws away shapes that code was compiled for, and that has to settle too.
      const now = await memory();
      // The first half compiles code and fills caches.
      const sample = fit - (fits - size);
      if (sample < 0) continue;
      if (sample === 0) before = { handles: handles(), tensors: tensors() };
      epochs[sample] = (fit + 1) * EPOCHS_PER_FIT;
      resident[sample] = now.resident;
      held[sample] = now.held;
      code[sample] = now.code;
    }
    const grown = { handles: handles() - before.handles, tensors: tensors() - before.tensors };
    const [whole, own, compiled] = [slopeOf(epochs, resident), slopeOf(epochs, held), slopeOf(epochs, code)];
    keepRecord(`long-run-${backend.name}`, {
      epochs: EPOCHS,
      epochsPerFit: EPOCHS_PER_FIT,
      rows: ROWS,
      units: LAYERS[0],
      layers: LAYERS.length,
      seconds: Math.round((performance.now() - started) / 1000),
      samples: size,
      residentBytesPerEpoch: whole.slope,
      residentMargin: whole.margin,
      heldBytesPerEpoch: own.slope,
      heldMargin: own.margin,
      codeBytesPerEpoch: compiled.slope,
      codeMargin: compiled.margin,
      handlesGrown: grown.handles,
      tensorsGrown: grown.tensors,
    });
    expect(grown).toEqual({ handles: 0, tensors: 0 });
    const measured = EPOCHS / 2;
    expect(own.slope - own.margin).toBeLessThan(LEAK.held + SETTLES.held / measured);
    expect(whole.slope - whole.margin).toBeLessThan(LEAK.resident + SETTLES.resident / measured);
    expect(held.at(-1)! - held[0]!).toBeLessThan(4 * 2 ** 20);
  }, 3_600_000);
}
