import { styleFor } from '../terminal/style.ts';
import { formatTable, printable } from '../terminal/table.ts';
import type { SweepOutcome } from './drive-sweep.ts';
import type { Configuration } from './expand-sweep.ts';

const SHOWN = 10;

/** The best configurations of a sweep as a table, with what failed and was refused. */
export function describeSweep({ records, ranking, metric, refused }: SweepOutcome): string {
  const style = styleFor(process.stdout);
  const rows = ranking
    .slice(0, SHOWN)
    .map(({ configuration, mean, sd, count, failed }, index) => [
      `${index + 1}`,
      settingsText(configuration),
      Number.isNaN(mean) ? '–' : `${mean.toFixed(4)} ± ${sd.toFixed(4)}`,
      `${count}`,
      failed === 0 ? '' : `${failed} failed`,
    ]);
  const errors = records.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [right('#'), { title: 'settings', align: 'left' as const }, right(metric), right('runs'), right('')];
  const table = formatTable(columns, rows);
  const facts = `${records.length} trainings, ${errors.length} failed, ${refused} messages refused`;
  const first = errors.length === 0 ? '' : `\n${style.bad('first error')} ${printable(errors[0]!.message)}`;
  const note = `Mean ± sd of ${metric} on test rows: a description of the sweep, not a choice made for you.`;
  return `${style.bold('Best configurations')}\n${table}\n\n${facts}${first}\n${style.dim(note)}`;
}

/** A configuration in one line. */
export function settingsText(configuration: Configuration): string {
  const text = Object.entries(configuration)
    .map(([field, value]) => `${field} ${typeof value === 'number' ? Number(value.toPrecision(4)) : String(value)}`)
    .join(', ');
  return printable(text);
}
