import type { DocumentRecord, ResultRecord } from '../../records/record.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { percent } from '../numbers.ts';
import { groupBy } from './select.ts';

const TITLES: Readonly<Record<string, string>> = {
  pima: 'a. Pima',
  'pima-leak': 'a. imputation by class',
  schedules: 'b. schedules × noise',
  sst5: 'd. SST-5',
  tables: 'e. small tables',
};

/** How much of each protocol the records hold, and the protocols' own words. */
export function coverageBlocks(results: readonly ResultRecord[], documents: readonly DocumentRecord[]): Block[] {
  const science = results.filter(({ job }) => job.suite === 'science');
  const protocols = new Map(documents.map(({ id, document }) => [id, String(document['statement'] ?? '')]));
  const rows: string[][] = [];
  const statements: string[] = [];
  for (const [experiment, own] of groupBy(science, ({ job }) => job.experiment)) {
    for (const [dataset, group] of groupBy(own, ({ job }) => String(job.at['dataset']))) {
      for (const [fraction, part] of groupBy(group, ({ job }) => Number(job.at['fraction']))) {
        const splits = [...groupBy(part, ({ job }) => `${job.name} ${job.at['noise']}`).values()].map(
          (list) => list.length,
        );
        const diverged = part.filter(({ notes }) => notes?.['diverged'] !== undefined).length;
        const repeats = new Set(part.map(({ job }) => job.at['repeat'])).size;
        const names = new Set(part.map(({ job }) => job.name)).size;
        const range =
          Math.min(...splits) === Math.max(...splits)
            ? `${splits[0]}`
            : `${Math.min(...splits)} … ${Math.max(...splits)}`;
        rows.push([
          TITLES[experiment] ?? experiment,
          dataset,
          `${percent(fraction, 0)} %`,
          String(names),
          range,
          String(repeats),
          String(part.length),
          String(diverged),
        ]);
      }
    }
    for (const id of new Set(own.map(({ job }) => job.protocol)))
      statements.push(
        `- **${TITLES[experiment] ?? experiment}**: ${protocols.get(id) ?? 'the protocol is not in the records'}`,
      );
  }
  if (rows.length === 0) return [];
  return [
    heading('Coverage'),
    text(
      'What the records hold. Splits is the number of test sets of each method (or schedule and noise); a diverged training is scored as class frequencies.',
    ),
    table(['experiment', 'data', 'share', 'methods', 'splits', 'repeats', 'results', 'diverged'], rows, { left: 2 }),
    heading('Protocols'),
    text(statements.join('\n')),
  ];
}
