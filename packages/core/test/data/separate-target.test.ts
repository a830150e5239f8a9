import { expect, it } from 'vitest';
import { separateTarget, tableFromRows } from '../../src/index.ts';

it('takes the target out of a table', () => {
  const table = tableFromRows(
    [
      [1, 'a', 2.5],
      [3, 'b', 4.5],
    ],
    ['x', 'kind', 'z'],
  );
  const { X, y } = separateTarget(table, 'kind');
  expect([X.names, y, X.rows]).toEqual([['x', 'z'], ['a', 'b'], 2]);
  expect(separateTarget(table, -1).y).toEqual([2.5, 4.5]);
  expect(() =>
    separateTarget(
      tableFromRows([
        [1, 'a'],
        [2, null],
      ]),
      1,
    ),
  ).toThrow(/missing in row 1/);
});
