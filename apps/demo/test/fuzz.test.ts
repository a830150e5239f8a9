import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FUZZ_TIMEOUT, fuzz } from '../../../packages/core/test/support/fuzz.ts';
import { hostile } from '../../../packages/core/test/support/hostile.ts';
import { DATA_SETS } from '../src/look/data-sets.ts';
import { MAX_ADDED } from '../src/look/look-settings.ts';
import { readAddress, VIEWS, writeAddress } from '../src/state/address.ts';

const KEYS = [
  'dataSet',
  'points',
  'noise',
  'labelNoise',
  'activation',
  'penalty',
  'lambda',
  'schedule',
  'seed',
  'added',
  'backend',
];
const value = fc.oneof(
  hostile,
  fc.string({ unit: 'binary' }),
  fc.double().map(String),
  fc.constantFrom('moons', 'cubic', 'local', '120', '0.2', '1.1.1', '-53.21.1_7.8.0', '1.1.1_'.repeat(1000)),
);
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), hostile), value), { maxLength: 14 })
  .map((pairs) => new URLSearchParams(pairs).toString());
const hash = fc.oneof(
  fc
    .tuple(fc.constantFrom('look', 'use', 'backends', '__proto__', ''), query)
    .map(([view, text]) => `#/${view}?${text}`),
  fc.tuple(fc.constantFrom(...KEYS), fc.string({ unit: 'binary' })).map(([key, raw]) => `#/look?${key}=${raw}`),
  fc.string({ unit: 'binary' }),
);

it(
  'addresses of strangers become a state that is allowed, and the same state when written and read again',
  () =>
    fuzz({
      name: 'address',
      inputs: hash,
      neverRefuses: true,
      parse: (text) => {
        const state = readAddress(text);
        expect(VIEWS).toContain(state.view);
        expect(state.backend).toMatch(/^[a-z-]+$/);
        expect(DATA_SETS).toContain(state.look.dataSet);
        expect(state.look.added.length).toBeLessThanOrEqual(MAX_ADDED);
        const written = writeAddress(state);
        expect(written).toMatch(/^#\/[\w%.+*?=&-]*$/);
        expect(readAddress(written).view).toBe(state.view);
      },
    }),
  FUZZ_TIMEOUT,
);
