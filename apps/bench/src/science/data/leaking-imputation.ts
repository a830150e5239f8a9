import { resolveColumn, type Table } from '@chainzrule/core';
import { median } from '../../statistics/descriptive.ts';

/**
 * The table with every missing number replaced by the median of its own class over all rows. This uses the labels of test rows, and is here
 * to show what that does to a result: it is how published figures far above what the data allow can come about.
 */
export function imputedByClass(table: Table, target: string | number, labels: Float64Array): Table {
  const targetIndex = resolveColumn(table.names, target);
  const classes = [...new Set(labels)];
  const columns = table.columns.map((column, index) => {
    if (index === targetIndex || column.type !== 'numeric') return column;
    const medians = new Map(
      classes.map((label) => {
        const present = column.values.filter((value, row) => labels[row] === label && !Number.isNaN(value));
        return [label, present.length === 0 ? Number.NaN : median([...present])];
      }),
    );
    const values = column.values.map((value, row) => (Number.isNaN(value) ? medians.get(labels[row]!)! : value));
    return { ...column, values };
  });
  return { ...table, columns };
}
