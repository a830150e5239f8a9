import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FUZZ_TIMEOUT, fuzz } from '../../core/test/support/fuzz.ts';
import { damaged, hostile, json } from '../../core/test/support/hostile.ts';
import { parseAssessPayload } from '../src/sweep/assess-payload.ts';
import { configurationsOf } from '../src/sweep/expand-sweep.ts';
import { parseSweep } from '../src/sweep/sweep-document.ts';

const frame = {
  format: 'chainzrule/sweep@1',
  data: { file: 'a.csv', sha256: '0'.repeat(64), header: true, target: 'kind', task: 'auto', missing: [] },
  protocol: { folds: 3 },
  seeds: [0, 1],
  backend: 'reference',
  settings: { epochs: 3, activation: 'cubic' },
};
const grid = { ...frame, search: { grid: { lambda: [0.1, 'cosine:0.5..0'], layers: [[4], [8, 8]] } } };
const random = {
  ...frame,
  search: { random: { count: 3, seed: 1, fields: { lambda: { logUniform: { from: 0.01, to: 1 } } } } },
  halving: { epochs: [1, 2], keep: 0.5, metric: 'accuracy' },
};
/** Small grids, and grids whose product no memory holds. */
const wide = fc
  .record({
    values: fc.constantFrom(2, 10_000),
    fields: fc.subarray(['smoothing', 'inputNoise', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'epochs'], {
      minLength: 2,
    }),
  })
  .map(({ values, fields }) => {
    const each = Array.from({ length: values }, (_, index) => index + 1);
    return { ...frame, settings: {}, search: { grid: Object.fromEntries(fields.map((field) => [field, each])) } };
  });
const payload = {
  table: { header: true, target: 'kind', task: 'auto', missing: [] },
  protocol: { folds: 3 },
  backend: 'reference',
  settings: { epochs: 3, lambda: 0.1 },
  seed: 1,
  fold: 0,
  inner: false,
};

it(
  'sweep documents are expanded, or refused by type',
  () =>
    fuzz({
      name: 'sweep',
      inputs: fc.oneof(
        { arbitrary: json, weight: 5 },
        { arbitrary: damaged(grid), weight: 10 },
        { arbitrary: damaged(random), weight: 10 },
        { arbitrary: wide, weight: 1 },
        { arbitrary: hostile, weight: 1 },
      ),
      parse: (value) => configurationsOf(parseSweep(value)),
    }),
  FUZZ_TIMEOUT,
);

it(
  'jobs of a queue are taken, or refused by type',
  () => fuzz({ name: 'job', inputs: fc.oneof(json, damaged(payload)), parse: parseAssessPayload }),
  FUZZ_TIMEOUT,
);

it('a sweep of more trainings than memory holds is refused before it is expanded', () => {
  const each = Array.from({ length: 10_000 }, (_, index) => index + 1);
  const document = { ...frame, settings: {}, search: { grid: { epochs: each, batchSize: each, patience: each } } };
  expect(() => parseSweep(document)).toThrow(/search: .*at most 1000000 trainings .* these are 6000000000000/);
});
