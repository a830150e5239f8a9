import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATA_SETS } from '../src/look/data-sets.ts';
import { ACTIVATIONS, DEFAULT_LOOK, MAX_ADDED, PENALTIES, SCHEDULES } from '../src/look/look-settings.ts';
import { readAddress, VIEWS, writeAddress } from '../src/state/address.ts';

const hundredths = (low: number, high: number) =>
  fc.integer({ min: 100 * low, max: 100 * high }).map((value) => value / 100);

const anyState = fc.record({
  view: fc.constant('look' as const),
  backend: fc.constantFrom('reference', 'tfjs-wasm', 'onnx-web'),
  look: fc.record({
    dataSet: fc.constantFrom(...DATA_SETS),
    points: fc.integer({ min: 20, max: 400 }),
    noise: hundredths(0, 0.6),
    labelNoise: hundredths(0, 0.4),
    activation: fc.constantFrom(...ACTIVATIONS),
    penalty: fc.constantFrom(...PENALTIES),
    lambda: hundredths(0, 10),
    schedule: fc.constantFrom(...SCHEDULES),
    target: hundredths(1, 2),
    seed: fc.integer({ min: 0, max: 9999 }),
    added: fc.array(fc.tuple(hundredths(-2, 2), hundredths(-2, 2), fc.constantFrom(0 as const, 1 as const)), {
      maxLength: MAX_ADDED,
    }),
  }),
});

describe('the address', () => {
  it('gives back every state it was written from', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(readAddress(writeAddress(state))).toEqual(state);
      }),
    );
  });

  it('is short while everything is at its default', () => {
    expect(writeAddress({ view: 'look', backend: 'reference', look: DEFAULT_LOOK })).toBe('#/look');
  });

  it('takes what is allowed of a partly wrong address, and the defaults for the rest', () => {
    const { look } = readAddress(
      '#/look?dataSet=spirals&noise=7&lambda=1e99&seed=3.5&points=&schedule=%3Cscript%3E&labelNoise=NaN',
    );
    expect(look).toEqual({ ...DEFAULT_LOOK, dataSet: 'spirals' });
  });

  it('never fails and never lets anything in that is not allowed', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webQueryParameters().map((query) => `#/look?${query}`),
      fc.string().map((text) => `#/look?added=${text}&backend=__proto__&dataSet=constructor`),
      fc.string().map((text) => `#/toString?lambda=-${text}`),
    );
    fc.assert(
      fc.property(hostile, (hash) => {
        const { view, backend, look } = readAddress(hash);
        expect(VIEWS).toContain(view);
        expect(backend).toMatch(/^[a-z-]+$/);
        expect(DATA_SETS).toContain(look.dataSet);
        expect(look.lambda >= 0 && look.lambda <= 10).toBe(true);
        expect(look.added.length).toBeLessThanOrEqual(MAX_ADDED);
        expect(look.added.flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('reads no more of a very long address than it needs', () => {
    expect(readAddress(`#/look?dataSet=circles&added=${'1.1.1_'.repeat(1e5)}`).look.added).toEqual([]);
  });
});
