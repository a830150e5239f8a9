import { describe, expect, it } from 'vitest';
import {
  fitPreparation,
  parsePreparation,
  prepareFeatures,
  prepareTargets,
  tableFromRows,
} from '../../src/data/index.ts';

describe('nothing is learnt from rows outside the training rows', () => {
  it('not even the task', () => {
    const table = tableFromRows(
      [
        [1, 0],
        [2, 1],
        [3, 2.5],
        [4, 0.1],
      ],
      ['a', 'y'],
    );
    expect(fitPreparation(table, { target: 'y', rows: Int32Array.of(0, 1) }).target.task).toBe('binary');
  });

  it('a column without a value in training gives no feature, whatever it holds later', () => {
    const train = tableFromRows(
      [
        [null, 1, 0],
        [null, 2, 1],
      ],
      ['a', 'b', 'y'],
    );
    const preparation = fitPreparation(train, { target: 'y', missingIndicator: true });
    expect(prepareFeatures(preparation, tableFromRows([[1e6, 1.5]], ['a', 'b']))).toEqual({
      data: Float64Array.of(0),
      rows: 1,
      cols: 1,
    });
  });

  it('a table without a value in training is refused', () => {
    const table = tableFromRows(
      [
        [null, 0],
        [null, 1],
      ],
      ['a', 'y'],
    );
    expect(() => fitPreparation(table, { target: 'y' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_DATA',
        message: expect.stringMatching(/no column besides the target holds/),
      }),
    );
  });
});

describe('extremes', () => {
  it('a median between the largest numbers of either sign is finite', () => {
    const table = tableFromRows(
      [
        [-1.7e308, 0],
        [1.7e308, 1],
        [null, 1],
      ],
      ['a', 'y'],
    );
    const preparation = fitPreparation(table, { target: 'y' });
    expect(preparation.columns[0]).toMatchObject({ median: 0 });
    expect(parsePreparation(preparation)).toEqual(preparation);
    expect(prepareFeatures(preparation, table).data.every(Number.isFinite)).toBe(true);
  });

  it('classes are in code-point order beyond U+FFFF', () => {
    const table = tableFromRows(
      [
        [1, '\u{1F600}'],
        [2, '\uFF5E'],
        [3, '\u{1F601}'],
      ],
      ['a', 'y'],
    );
    expect(fitPreparation(table, { target: 'y' }).target).toMatchObject({
      classes: ['\uFF5E', '\u{1F600}', '\u{1F601}'],
    });
  });
});

describe('impossible arguments are refused', () => {
  const table = tableFromRows(
    [
      [1, 0],
      [2, 1],
    ],
    ['a', 'y'],
  );
  const preparation = fitPreparation(table, { target: 'y' });
  it.each<[string, () => unknown, RegExp]>([
    [
      'a row the table lacks',
      () => prepareFeatures(preparation, table, Int32Array.of(0, 2)),
      /rows\[1\] is 2; allowed: 0 \.\.\. 1/,
    ],
    ['a negative row', () => prepareTargets(preparation, table, Int32Array.of(-1)), /rows\[0\] is -1/],
    ['training rows it lacks', () => fitPreparation(table, { target: 'y', rows: Int32Array.of(9) }), /rows\[0\] is 9/],
    ['rows of another type', () => prepareFeatures(preparation, table, [0.5] as never), /an Int32Array/],
    [
      'a task that is none',
      () => fitPreparation(table, { target: 'y', task: 'multi' as never }),
      /task is "multi"; allowed: binary/,
    ],
  ])('%s', (_name, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});
