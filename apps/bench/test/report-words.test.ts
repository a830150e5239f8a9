import { expect, it } from 'vitest';
import { deviceText } from '../src/report/device-text.ts';
import { withoutNoise } from '../src/report/numbers.ts';
import { commonSentences } from '../src/report/science/common-sentences.ts';

it('takes out the sentences that several protocols share, and leaves the others their own', () => {
  const texts = [
    ['a', 'Ten folds of 0.5. Methods e.g. trees. All meet the same rows.'],
    ['b', 'λ moves. All meet the same rows.'],
    ['c', 'As in a.'],
  ] as const;
  expect(commonSentences(texts)).toEqual([
    ['a', 'Ten folds of 0.5. Methods e.g. trees.'],
    ['b', 'λ moves.'],
    ['c', 'As in a.'],
    ['in common (a, b)', 'All meet the same rows.'],
  ]);
});

it.each([
  [
    'wasm, 1 thread, Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    'wasm, 1 thread, HeadlessChrome 156',
  ],
  ['cpu, Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'cpu, Firefox 140'],
  ['cpu, tfjs 4.22.0, float32, linux x64', 'cpu, tfjs 4.22.0, float32, linux x64'],
])('%s is called %s', (device, shown) => expect(deviceText(device)).toBe(shown));

it('cuts figures to what float32 tells apart, and leaves names alone', () => {
  expect(withoutNoise('head.kernel[23] of vector/022: -0.08593524214364044 and 1')).toBe(
    'head.kernel[23] of vector/022: −0.0859352421 and 1',
  );
});
