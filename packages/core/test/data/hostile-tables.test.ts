import { describe, expect, it } from 'vitest';
import { TableBuilder, tableFromRows } from '../../src/data/index.ts';

describe('hostile tables are refused with a typed error', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    ['names that are no text', () => tableFromRows([[1]], [7] as never), 'INVALID_DATA', /name 0 is 7/],
    ['too few names', () => tableFromRows([[1, 2]], ['a']), 'SHAPE_MISMATCH', /1 names for 2 columns/],
    [
      'cells that are no text',
      () => new TableBuilder(['a']).push([1] as never),
      'INVALID_DATA',
      /line 1, column 0 holds 1/,
    ],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole between rows', () => tableFromRows([[1], , [2]] as never), 'INVALID_DATA', /row 1 is undefined/],
    ['a short row', () => tableFromRows([[1, 2], [1]]), 'INVALID_DATA', /row 1 has 1 cells, row 0 has 2/],
    [
      'a missing code that is no text',
      () => new TableBuilder(['a'], { missing: [{ column: 'a', value: 0 as never }] }),
      'INVALID_ARGUMENT',
      /the value is 0; allowed: text/,
    ],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
