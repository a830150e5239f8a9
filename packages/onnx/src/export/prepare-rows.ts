import { type CategoricalPreparation, fail, type NumericPreparation, type Preparation } from '@chainzrule/core';
import type { GraphBuilder, ValueName } from '../graph/index.ts';

/** Name of the dimension that runs over rows. */
export const ROWS = 'rows';

/** ONNX's number of float32 in `Cast`. */
const FLOAT = 1;

/** A part of the features before they are put in order: which columns of the matrix it fills. */
interface Part {
  readonly value: ValueName;
  readonly positions: readonly number[];
}

/**
 * The preparation as operators: inputs `numeric` float32 [rows, numeric columns] (NaN or one of the column's codes = missing) and `categorical` string
 * [rows, categorical columns] (empty or unseen texts = missing), each only where there are such columns; the result is the network's x.
 */
export function prepareRows(builder: GraphBuilder, preparation: Preparation): ValueName {
  const numeric: { column: NumericPreparation; position: number }[] = [];
  const categorical: { column: CategoricalPreparation; position: number }[] = [];
  let position = 0;
  for (const column of preparation.columns) {
    if (column.type === 'numeric') numeric.push({ column, position });
    else categorical.push({ column, position });
    position += column.type === 'categorical' ? column.categories.length : column.indicator ? 2 : 1;
  }
  const parts = [
    ...(numeric.length > 0 ? numericParts(builder, numeric, preparation.clip) : []),
    ...(categorical.length > 0 ? categoricalParts(builder, categorical) : []),
  ];
  return inOrder(builder, parts);
}

function numericParts(
  builder: GraphBuilder,
  columns: readonly { readonly column: NumericPreparation; readonly position: number }[],
  clip: number,
): Part[] {
  for (const { column } of columns) checkRange(column);
  const names = columns.map(({ column }) => column.name).join(', ');
  const raw = builder.input('numeric', 'float32', [ROWS, columns.length], `NaN = missing. Columns: ${names}`);
  const row = (name: string, value: (column: NumericPreparation) => number): ValueName =>
    builder.float32(
      columns.map(({ column }) => value(column)),
      [1, columns.length],
      name,
    );
  const missing = missingIn(
    builder,
    raw,
    columns.map(({ column }) => missingNumbers(column)),
  );
  const imputed = builder.node('Where', [missing, row('median', (column) => column.median), raw], {}, 'imputed');
  const centred = builder.node('Sub', [imputed, row('mean', (column) => column.mean)], {}, 'centred');
  const standardised = builder.node('Div', [centred, row('scale', (column) => column.scale)], {}, 'standardised');
  const limits = [-clip, clip].map((limit) => builder.float32([limit], [], 'limit'));
  const clipped = builder.node('Clip', [standardised, ...limits], {}, 'clipped');
  const parts = [{ value: clipped, positions: columns.map(({ position }) => position) }];
  const marked = columns.flatMap(({ column, position }, index) => (column.indicator ? [{ index, position }] : []));
  if (marked.length === 0) return parts;
  const flags = builder.node('Cast', [missing], { to: FLOAT });
  const indices = builder.int64(marked.map(({ index }) => index));
  const indicators = builder.node('Gather', [flags, indices], { axis: 1 }, 'indicators');
  return [...parts, { value: indicators, positions: marked.map(({ position }) => position + 1) }];
}

/** Float32 holds what the estimator computes with in float64. */
function checkRange({ name, median, mean, scale }: NumericPreparation): void {
  for (const value of [median, mean, scale]) {
    const held = Math.fround(value);
    if (Number.isFinite(held) && (held !== 0 || value === 0)) continue;
    fail(
      'INVALID_ARGUMENT',
      `exportOnnx: column "${name}" is prepared with ${value}, which float32 cannot hold; scale the column before training`,
      { name, value },
    );
  }
}

/** NaN, or a number that stands for "missing" in its column. */
function missingIn(builder: GraphBuilder, raw: ValueName, codes: readonly (readonly number[])[]): ValueName {
  let missing = builder.node('IsNaN', [raw], {}, 'missing');
  const most = Math.max(...codes.map(({ length }) => length));
  for (let place = 0; place < most; place++) {
    // NaN equals nothing: columns with fewer codes.
    const row = codes.map((own) => own[place] ?? Number.NaN);
    const code = builder.float32(row, [1, row.length], 'missing code');
    missing = builder.node('Or', [missing, builder.node('Equal', [raw, code])], {}, 'missing');
  }
  return missing;
}

/** The codes that a number can be equal to; texts cannot stand in a numeric input. */
function missingNumbers({ missing = [] }: NumericPreparation): number[] {
  return [...new Set(missing.filter((text) => text.trim() !== '').map(Number))].filter(Number.isFinite);
}

function categoricalParts(
  builder: GraphBuilder,
  columns: readonly { readonly column: CategoricalPreparation; readonly position: number }[],
): Part[] {
  const names = columns.map(({ column }) => column.name).join(', ');
  const texts = builder.input('categorical', 'string', [ROWS, columns.length], `'' = missing. Columns: ${names}`);
  return columns.flatMap(({ column: { name, categories }, position }, index) => {
    if (categories.length === 0) return [];
    const column = builder.node('Gather', [texts, builder.int64([index])], { axis: 1 }, `text of ${name}`);
    const codes = builder.node('LabelEncoder', [column], labelAttributes(categories), `code of ${name}`);
    const all = builder.int64(
      categories.map((_, code) => code),
      [1, categories.length],
    );
    const hits = builder.node('Cast', [builder.node('Equal', [codes, all])], { to: FLOAT }, `one-hot ${name}`);
    return [{ value: hits, positions: categories.map((_, code) => position + code) }];
  });
}

/** −1, for a missing or unseen text, matches no column. */
function labelAttributes(
  categories: readonly string[],
): Record<string, number | readonly number[] | readonly string[]> {
  return { keys_strings: categories, values_int64s: categories.map((_, code) => code), default_int64: -1 };
}

/** The parts side by side, each column at its place. */
function inOrder(builder: GraphBuilder, parts: readonly Part[]): ValueName {
  const joined =
    parts.length === 1
      ? parts[0]!.value
      : builder.node(
          'Concat',
          parts.map(({ value }) => value),
          { axis: 1 },
        );
  const positions = parts.flatMap((part) => part.positions);
  if (positions.every((position, index) => position === index)) return joined;
  const order = positions.map((_, feature) => positions.indexOf(feature));
  return builder.node('Gather', [joined, builder.int64(order)], { axis: 1 }, 'features');
}
