import { describe, expect, it } from 'vitest';
import { fitPreparation, prepareFeatures, tableFromRows } from '../../src/index.ts';

const rows = [
  [0, 1, 'a'],
  [2, 0, 'b'],
  [4, 3, 'a'],
  [0, 5, 'b'],
] as const;

describe('values that stand for "missing"', () => {
  const options = { target: -1, missing: [{ column: 0, value: '0' }] };

  it('are imputed in the columns they are said of, and there alone', () => {
    const preparation = fitPreparation(tableFromRows(rows), options);
    expect(preparation.columns[0]).toMatchObject({ median: 3, missing: ['0'] });
    expect(preparation.columns[1]).toMatchObject({ median: 2 });
    expect(preparation.columns[1]).not.toHaveProperty('missing');
  });

  it('are remembered by the preparation, for tables that were read without them', () => {
    const preparation = fitPreparation(tableFromRows(rows), options);
    const coded = prepareFeatures(preparation, tableFromRows([[0, 1]]));
    expect(coded).toEqual(prepareFeatures(preparation, tableFromRows([[null, 1]])));
    expect(coded).not.toEqual(prepareFeatures(preparation, tableFromRows([[2, 1]])));
  });

  it('may be texts in a column of numbers', () => {
    const missing = [{ column: 'x', value: 'unknown' }];
    const table = tableFromRows(
      [
        [1, 'a'],
        ['unknown', 'b'],
        [3, 'a'],
      ],
      ['x', 'y'],
      { missing },
    );
    const preparation = fitPreparation(table, { target: 'y', missing });
    expect(preparation.columns[0]).toMatchObject({ type: 'numeric', median: 2 });
    const later = tableFromRows([['unknown'], [2]], ['x']);
    const { data } = prepareFeatures(preparation, later);
    expect(data[0]).toBe(data[1]);
  });
});
