import { type Column, inferTask, quantile } from '@chainzrule/core';
import type { OpenedTable } from './open-csv.ts';
import type { ColumnSummary, TableSummary } from './use-messages.ts';

const HEAD = 5;
const LISTED = 3;

/** What the page shows of a table. */
export function summariseTable({ table, name }: OpenedTable): TableSummary {
  const { rows, names, columns, named } = table;
  return {
    name,
    named,
    rows,
    columns: columns.map((column, index) => summariseColumn(names[index]!, column)),
    head: Array.from({ length: Math.min(HEAD, rows) }, (_, row) => columns.map((column) => cell(column, row))),
  };
}

function cell(column: Column, row: number): string {
  if (column.type === 'categorical') return column.categories[column.codes[row]!] ?? '';
  const value = column.values[row]!;
  return Number.isNaN(value) ? '' : String(value);
}

function summariseColumn(name: string, column: Column): ColumnSummary {
  const task = inferTask(column);
  if (column.type === 'numeric') {
    const present = column.values.filter((value) => !Number.isNaN(value)).sort();
    const content =
      present.length === 0
        ? 'no value at all'
        : `${short(present[0]!)} … ${short(present.at(-1)!)}, median ${short(quantile(present, 0.5))}`;
    const different = new Set(present).size;
    return { name, type: 'numeric', missing: column.values.length - present.length, different, content, task };
  }
  const counts = new Map<number, number>();
  for (const code of column.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const missing = counts.get(-1) ?? 0;
  counts.delete(-1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, LISTED);
  const texts = frequent.map(([code]) => column.categories[code]!).join(', ');
  const content = counts.size > LISTED ? `${texts}, …` : texts;
  return { name, type: 'categorical', missing, different: counts.size, content, task };
}

const short = (value: number): string => String(Number(value.toPrecision(5)));
