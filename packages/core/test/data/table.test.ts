import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveColumn, TableBuilder, tableFromMatrix, tableFromRows } from '../../src/data/index.ts';

describe('types are inferred', () => {
  it('numbers, with every way of saying that one is missing', () => {
    const cells = ['1', ' 2.5 ', '-.5e1', '+3.', '', '?', 'NA', 'n/a', 'NaN', 'NULL'];
    const table = tableFromRows(cells.map((cell) => [cell]));
    expect(table.columns[0]).toEqual({
      type: 'numeric',
      values: Float64Array.of(1, 2.5, -5, 3, ...new Array(6).fill(Number.NaN)),
    });
  });

  it.each(['0x10', '1e999', 'Infinity', '1,5', '--1', '1 2', '.'])('%s is text', (cell) => {
    expect(tableFromRows([['1'], [cell]]).columns[0]).toEqual({
      type: 'categorical',
      codes: Int32Array.of(0, 1),
      categories: ['1', cell],
    });
  });

  it('texts met late give earlier numbers back as they were written', () => {
    const table = tableFromRows([['01'], ['1.0'], [null], ['1'], ['x'], ['01']]);
    expect(table.columns[0]).toEqual({
      type: 'categorical',
      codes: Int32Array.of(0, 1, -1, 2, 3, 0),
      categories: ['01', '1.0', '1', 'x'],
    });
  });

  it('numbers, booleans and null of arrays', () => {
    const { columns } = tableFromRows([
      [1, true, 'a'],
      [Number.NaN, false, null],
    ]);
    expect(columns[0]).toEqual({ type: 'numeric', values: Float64Array.of(1, Number.NaN) });
    expect(columns[1]).toMatchObject({ categories: ['true', 'false'] });
    expect(columns[2]).toMatchObject({ codes: Int32Array.of(0, -1) });
  });

  it('any finite number survives as text and back', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const [column] = tableFromRows(values.map((value) => [String(value)])).columns;
        expect(column).toEqual({ type: 'numeric', values: Float64Array.from(values, (value) => value + 0) });
      }),
    );
  });

  it('missing codes count for their column only, as text or as number', () => {
    const table = tableFromRows(
      [
        ['0', '0'],
        ['0.0', '0'],
        ['1', '0'],
      ],
      ['insulin', 'births'],
      {
        missing: [{ column: 'insulin', value: '0' }],
      },
    );
    expect(table.columns[0]).toMatchObject({ values: Float64Array.of(Number.NaN, Number.NaN, 1) });
    expect(table.columns[1]).toMatchObject({ values: Float64Array.of(0, 0, 0) });
  });

  it('a column longer than its first buffers keeps every value', () => {
    const builder = new TableBuilder(1);
    for (let row = 0; row < 10_000; row++) builder.push([String(row / 8)]);
    expect(builder.finish().columns[0]).toEqual({
      type: 'numeric',
      values: Float64Array.from({ length: 10_000 }, (_, row) => row / 8),
    });
  });
});

describe('names', () => {
  it('may be names of Object.prototype', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const table = tableFromRows([[1, 2, 3]], names);
    expect(table.names).toEqual(names);
    expect(names.map((name) => resolveColumn(table.names, name))).toEqual([0, 1, 2]);
    expect(() => resolveColumn(['a'], '__proto__')).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
  });

  it('are made up without a header', () => {
    const table = tableFromMatrix({ data: Float64Array.of(1, 2, 3, 4), rows: 2, cols: 2 });
    expect(table).toMatchObject({ names: ['column0', 'column1'], named: false });
    expect(table.columns[1]).toEqual({ type: 'numeric', values: Float64Array.of(2, 4) });
  });

  it('must differ', () => {
    expect(() => tableFromRows([[1, 2, 3]], ['a', 'b', ' a'])).toThrow(/"a" stands at columns 0 and 2/);
  });

  it.each<[string | number, number]>([
    ['b', 1],
    [2, 2],
    [-1, 2],
    ['-3', 0],
    ['1', 0],
  ])('%s resolves to column %i of 1, b, c', (column, position) => {
    expect(resolveColumn(['1', 'b', 'c'], column)).toBe(position);
  });

  it.each<[string | number, RegExp]>([
    ['insuln', /no column "insuln".*-3 \.\.\. 2.*: "insulin", /],
    [3, /no column 3/],
    [-4, /no column -4/],
    [0.5, /no column 0\.5/],
    ['', /no column ""/],
  ])('%s is refused, the nearest name first', (column, message) => {
    expect(() => resolveColumn(['age', 'insulin', 'outcome'], column)).toThrow(
      expect.objectContaining({ code: 'INVALID_DATA', message: expect.stringMatching(message) }),
    );
  });
});

describe('bad tables are refused', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    ['rows of other lengths', () => tableFromRows([[1, 2], [1]]), 'INVALID_DATA', /1 has 1 cells/],
    ['no rows', () => tableFromRows([]), 'INVALID_DATA', /needs rows/],
    ['rows that are none', () => tableFromRows(['ab'] as never), 'INVALID_DATA', /row 0 is "ab"/],
    ['an infinite number', () => tableFromRows([[1], [1 / 0]]), 'INVALID_DATA', /row 1, column 0 holds Infinity/],
    ['an object', () => tableFromRows([[{}]] as never), 'INVALID_DATA', /row 0, column 0/],
    ['no columns', () => new TableBuilder([]), 'INVALID_DATA', /at least one column/],
    [
      'a wrong matrix',
      () => tableFromMatrix({ data: new Float64Array(3), rows: 2, cols: 2 }),
      'SHAPE_MISMATCH',
      /2 × 2/,
    ],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
