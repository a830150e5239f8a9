import { describeValue, fail } from '../errors/fail.ts';
import { chosenRows } from './chosen-rows.ts';
import { inferTask, type Task } from './infer-task.ts';
import type { ClassTarget, Preparation, TargetPreparation } from './preparation.ts';
import { resolveColumn } from './resolve-column.ts';
import { byCodePoints, meanAndScale } from './statistics.ts';
import { cellText, type Table } from './table.ts';

const LISTED = 10;

const TASKS: readonly Task[] = ['binary', 'categorical', 'ordinal', 'regression'];

/** Learns the target from the training rows. */
export function fitTarget(table: Table, index: number, rows: Int32Array, task: Task | undefined): TargetPreparation {
  const column = table.columns[index]!;
  const name = table.names[index]!;
  checkPresent(table, index, rows);
  if (task !== undefined && !TASKS.includes(task))
    fail('INVALID_ARGUMENT', `task is ${describeValue(task)}; allowed: ${TASKS.join(', ')}, or none to infer it`);
  const chosen = task ?? inferTask(column, rows);
  if (chosen === 'regression') {
    if (column.type !== 'numeric') {
      const text = column.categories[column.codes.find((code) => code >= 0) ?? -1];
      fail(
        'INVALID_DATA',
        `target ${describeValue(name)} holds texts such as ${describeValue(text)}; a regression needs numbers (task categorical or ordinal?)`,
      );
    }
    return { task: chosen, name, index, ...meanAndScale(Float64Array.from(rows, (row) => column.values[row]!)) };
  }
  const numeric = column.type === 'numeric';
  const texts = new Set<string>();
  for (const row of rows) texts.add(cellText(column, row)!);
  const classes = [...texts].sort(numeric ? (a, b) => Number(a) - Number(b) : byCodePoints);
  if (classes.length < 2)
    fail(
      'INVALID_DATA',
      `target ${describeValue(name)} holds one class only, ${describeValue(classes[0])}; at least two are needed`,
    );
  if (chosen === 'binary' && classes.length > 2) {
    fail(
      'INVALID_DATA',
      `target ${describeValue(name)} holds ${classes.length} classes (${listed(classes)}); binary takes two (task categorical or ordinal?)`,
    );
  }
  return { task: chosen, name, index, classes, numeric };
}

/**
 * Targets of rows as a network takes them: class indices, or standardised values (y − mean)/scale.
 * @throws ChainzRuleError `INVALID_DATA` for missing targets and classes that training did not see.
 */
export function prepareTargets({ target }: Preparation, table: Table, rows?: Int32Array): Float64Array {
  const chosen = chosenRows('prepareTargets', table.rows, rows);
  const index = table.named ? resolveColumn(table.names, target.name) : target.index;
  const column = table.columns[index];
  if (column === undefined)
    fail('INVALID_DATA', `the table has ${table.columns.length} columns, the target is column ${index}`);
  checkPresent(table, index, chosen);
  if (target.task !== 'regression') {
    const indices = new Map(target.classes.map((text, code) => [text, code]));
    return Float64Array.from(
      chosen,
      (row) => indices.get(cellText(column, row)!) ?? unseen(target, cellText(column, row)!, row),
    );
  }
  if (column.type !== 'numeric')
    fail('INVALID_DATA', `target ${describeValue(target.name)} holds texts; this model was trained on numbers`);
  return Float64Array.from(chosen, (row) => (column.values[row]! - target.mean) / target.scale);
}

/** Regression outputs in the target's own units. */
export function restoreTargets({ target }: Preparation, outputs: ArrayLike<number>): Float64Array {
  if (target.task !== 'regression')
    fail('INVALID_ARGUMENT', `restoreTargets is for regressions; this target is ${target.task}`);
  return Float64Array.from(outputs, (output) => target.mean + target.scale * output);
}

function unseen(target: ClassTarget, text: string, row: number): never {
  return fail(
    'INVALID_DATA',
    `row ${row} has the class ${describeValue(text)}, which training did not see; known: ${listed(target.classes)}`,
    { row },
  );
}

function checkPresent(table: Table, index: number, rows: Int32Array): void {
  const column = table.columns[index]!;
  const missing = rows.filter((row) => cellText(column, row) === undefined);
  if (missing.length === 0) return;
  const where = `${[...missing.subarray(0, LISTED)].join(', ')}${missing.length > LISTED ? ', …' : ''}`;
  fail(
    'INVALID_DATA',
    `target ${describeValue(table.names[index])} is missing in ${missing.length} of ${rows.length} rows (rows ${where}, counted from 0); drop those rows`,
    {
      rows: [...missing.subarray(0, 1000)],
    },
  );
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, LISTED).map((text) => describeValue(text));
  return texts.length > LISTED ? `${shown.join(', ')} and ${texts.length - LISTED} more` : shown.join(', ');
}
