import type { RunRecord } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { differenceSentence } from '../src/train/paired-difference.ts';

/** As much of a record as the sentence reads. */
function record(first: readonly (number | null)[], second?: readonly number[]): RunRecord {
  const network = (name: string, values: readonly (number | null)[]) => ({
    name,
    folds: values.map((accuracy) => ({ scores: { accuracy }, trainRows: 80, testRows: 20 })),
  });
  const networks = [network('A', first), ...(second ? [network('B', second)] : [])];
  return { data: { task: 'binary' }, networks } as unknown as RunRecord;
}

describe('the difference between two networks', () => {
  it('has the error that allows for overlapping training rows', () => {
    // Differences .1, .2, .3, .4, .5: mean .3, variance .025; √((1/5 + 20/80) · .025) = .10607.
    const sentence = differenceSentence(record([0.6, 0.7, 0.8, 0.9, 1], [0.5, 0.5, 0.5, 0.5, 0.5]));
    expect(sentence).toContain('accuracy +30.0 ± 10.6 points');
    expect(sentence).toContain('ahead in 5 of 5 folds: more than chance');
  });

  it('is within chance where it is below two errors', () => {
    expect(differenceSentence(record([0.5, 0.7], [0.6, 0.5]))).toMatch(
      /accuracy \+5\.0 ± .*ahead in 1 of 2 folds: within chance$/,
    );
    expect(differenceSentence(record([0.5, 0.5], [0.6, 0.4]))).toContain('+0.0');
  });

  it('is not said of one network, one fold or a missing score', () => {
    expect(differenceSentence(record([0.5, 0.6]))).toBeUndefined();
    expect(differenceSentence(record([0.5], [0.6]))).toBeUndefined();
    expect(differenceSentence(record([0.5, null], [0.6, 0.5]))).toBeUndefined();
  });
});
