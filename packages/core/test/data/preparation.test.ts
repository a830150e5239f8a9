import { describe, expect, it } from 'vitest';
import {
  featureNames,
  fitPreparation,
  inferTask,
  matchColumns,
  parsePreparation,
  prepareFeatures,
  prepareTargets,
  restoreTargets,
  tableFromRows,
} from '../../src/data/index.ts';

const { NaN: missing } = Number;
const train = tableFromRows(
  [
    [1, 'red', 'no', 3],
    [missing, 'blue', 'yes', -1],
    [4, 'red', 'no', 4],
    [10, null, 'yes', 1],
    [2.5, 'blue', 'yes', 5.5],
  ],
  ['size', 'colour', 'sold', 'price'],
);
const without = (name: string) => {
  const keep = train.names.map((_, index) => index).filter((index) => train.names[index] !== name);
  return { ...train, names: keep.map((i) => train.names[i]!), columns: keep.map((i) => train.columns[i]!) };
};

describe('features', () => {
  const preparation = fitPreparation(without('price'), { target: 'sold', missingIndicator: true });

  // scikit-learn 1.2.1: SimpleImputer(strategy='median'), then StandardScaler.
  it('agree with scikit-learn', () => {
    const [size] = preparation.columns;
    expect(size).toMatchObject({ median: 3.25, mean: 4.15 });
    const { data, rows, cols } = prepareFeatures(preparation, train);
    expect([rows, cols]).toEqual([5, 4]);
    const expected = [
      -1.0198501554751274, -0.29138575870717937, -0.04856429311786332, 1.8940074315966648, -0.5342072242964954,
    ];
    expected.forEach((value, row) => {
      expect(data[row * cols]).toBeCloseTo(value, 13);
    });
    expect(Array.from({ length: 5 }, (_, row) => [...data.subarray(row * 4 + 1, row * 4 + 4)])).toEqual([
      [0, 0, 1],
      [1, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
      [0, 1, 0],
    ]);
  });

  it('have names', () => {
    expect(featureNames(preparation)).toEqual(['size', 'size is missing', 'colour = blue', 'colour = red']);
  });

  it('are clipped, and unseen categories give zeros', () => {
    const { data } = prepareFeatures(
      preparation,
      tableFromRows(
        [
          [1e9, 'green'],
          [-1e308, 'red'],
        ],
        ['size', 'colour'],
      ),
    );
    expect([...data]).toEqual([5, 0, 0, 0, -5, 0, 0, 1]);
  });

  it('follow names, whatever the order, and pass over the rest', () => {
    const table = tableFromRows([['red', 'x', 4]], ['colour', 'other', 'size']);
    expect(matchColumns(preparation, table)).toEqual({ positions: [2, 0], extra: ['other'] });
    expect([...prepareFeatures(preparation, table).data]).toEqual([
      ...prepareFeatures(preparation, train, Int32Array.of(2)).data,
    ]);
  });

  it('follow positions without names, with the target or without it', () => {
    const named = prepareFeatures(preparation, train, Int32Array.of(2));
    expect(prepareFeatures(preparation, tableFromRows([[4, 'red']]))).toEqual(named);
    expect(prepareFeatures(preparation, tableFromRows([[4, 'red', 'yes']]))).toEqual(named);
    expect(() => prepareFeatures(preparation, tableFromRows([[4]]))).toThrow(/has 1 columns, the model takes 2/);
  });

  it('name the columns that a table lacks', () => {
    expect(() => prepareFeatures(preparation, tableFromRows([['red', 1]], ['colour', 'sise']))).toThrow(
      expect.objectContaining({
        code: 'INVALID_DATA',
        message: expect.stringMatching(/lacks 1 .*"size"; not used: "sise"/),
      }),
    );
  });

  it('refuse texts where the model takes numbers', () => {
    expect(() => prepareFeatures(preparation, tableFromRows([['big', 'red']], ['size', 'colour']))).toThrow(
      /column "size" holds "big"/,
    );
  });

  it('learn from the training rows alone', () => {
    const rows = Int32Array.of(0, 2, 4);
    const part = fitPreparation(without('price'), { target: 'sold', rows, missingIndicator: true });
    // Median of 1, 2.5, 4; none of these rows lacks a size, so there is no indicator.
    expect(part.columns).toEqual([
      {
        type: 'numeric',
        name: 'size',
        median: 2.5,
        mean: 2.5,
        scale: expect.closeTo(Math.sqrt(1.5), 13),
        indicator: false,
      },
      { type: 'categorical', name: 'colour', categories: ['blue', 'red'] },
    ]);
  });

  it('of a constant column are zeros in training', () => {
    const constant = tableFromRows(
      [
        [0.1, 0],
        [0.1, 1],
        [0.1, 1],
      ],
      ['a', 'y'],
    );
    const fitted = fitPreparation(constant, { target: 'y' });
    expect(fitted.columns[0]).toMatchObject({ mean: 0.1, scale: 1 });
    expect([...prepareFeatures(fitted, constant).data]).toEqual([0, 0, 0]);
  });

  it('survive the document written and read', () => {
    expect(parsePreparation(JSON.parse(JSON.stringify(preparation)))).toEqual(preparation);
    expect(() => parsePreparation({ ...preparation, clip: -1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_SPEC', message: expect.stringMatching(/clip: found -1/) }),
    );
    expect(() =>
      parsePreparation({ ...preparation, columns: [preparation.columns[0], preparation.columns[0]] }),
    ).toThrow(/different column names/);
  });
});

describe('targets', () => {
  it('are class indices in sorted order', () => {
    const preparation = fitPreparation(train, { target: 'sold' });
    expect(preparation.target).toMatchObject({ task: 'binary', classes: ['no', 'yes'] });
    expect([...prepareTargets(preparation, train)]).toEqual([0, 1, 0, 1, 1]);
  });

  it('sort numbers as numbers', () => {
    const table = tableFromRows(
      [
        [1, 10],
        [2, 9],
        [3, -1],
      ],
      ['a', 'y'],
    );
    const { target } = fitPreparation(table, { target: 'y', task: 'ordinal' });
    expect(target).toMatchObject({ classes: ['-1', '9', '10'], numeric: true });
  });

  // mean 2.5, population sd by NumPy.
  it('of a regression are standardised and come back', () => {
    const preparation = fitPreparation(train, { target: -1 });
    expect(preparation.target).toMatchObject({ task: 'regression', mean: expect.closeTo(2.5, 13) });
    const y = prepareTargets(preparation, train);
    expect(y[0]).toBeCloseTo(0.2192645048267573, 13);
    [...restoreTargets(preparation, y)].forEach((value, row) => {
      expect(value).toBeCloseTo([3, -1, 4, 1, 5.5][row]!, 13);
    });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'missing',
      () =>
        fitPreparation(
          tableFromRows(
            [
              [1, 0],
              [2, null],
              [3, 1],
            ],
            ['a', 'y'],
          ),
          { target: 'y' },
        ),
      /missing in 1 of 3 rows \(rows 1/,
    ],
    [
      'one class',
      () =>
        fitPreparation(
          tableFromRows(
            [
              [1, 'x'],
              [2, 'x'],
            ],
            ['a', 'y'],
          ),
          { target: 'y' },
        ),
      /one class only, "x"/,
    ],
    [
      'texts for a regression',
      () => fitPreparation(train, { target: 'sold', task: 'regression' }),
      /texts such as "no"/,
    ],
    [
      'three classes for binary',
      () =>
        fitPreparation(
          tableFromRows([
            [1, 'x'],
            [2, 'y'],
            [3, 'z'],
          ]),
          { target: 1, task: 'binary' },
        ),
      /3 classes/,
    ],
    ['alone', () => fitPreparation(tableFromRows([[0], [1]], ['y']), { target: 'y' }), /no column besides/],
    ['unknown', () => fitPreparation(train, { target: 'sol' }), /"sold"/],
    [
      'unseen',
      () => prepareTargets(fitPreparation(train, { target: 'sold' }), tableFromRows([[1, 'maybe']], ['size', 'sold'])),
      /row 0 has the class "maybe".*"no", "yes"/,
    ],
  ])('%s: refused', (_name, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_DATA', message: expect.stringMatching(message) }));
  });
});

describe('inferTask', () => {
  const taskOf = (cells: readonly (number | string)[]) =>
    inferTask(tableFromRows(cells.map((cell) => [cell])).columns[0]!);
  it.each<[string, readonly (number | string)[], string]>([
    ['two texts', ['a', 'b', 'a'], 'binary'],
    ['three texts', ['a', 'b', 'c'], 'categorical'],
    ['two numbers', [0.5, 7, 0.5], 'binary'],
    ['ten whole numbers', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'categorical'],
    ['eleven whole numbers', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'regression'],
    ['three numbers with decimals', [0.5, 1, 2], 'regression'],
  ])('%s', (_name, cells, task) => {
    expect(taskOf(cells)).toBe(task);
  });
});
