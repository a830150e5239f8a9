import type { DocumentRecord, Job, ResultRecord } from '../../records/record.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { percent } from '../numbers.ts';
import { coverage } from '../planned.ts';
import { commonSentences } from './common-sentences.ts';
import { groupBy } from './select.ts';

/** Experiments as they are called on pages. */
export const TITLES: Readonly<Record<string, string>> = {
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
  const planned = coverage(science, ({ suite, experiment, at }) => groupKey(suite, experiment, at));
  const rows: string[][] = [];
  const seen = new Set<string>();
  const statements: (readonly [string, string])[] = [];
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
        const key = groupKey('science', experiment, part[0]!.job.at);
        seen.add(key);
        rows.push([
          TITLES[experiment] ?? experiment,
          dataset,
          `${percent(fraction, 0)} %`,
          String(names),
          range,
          String(repeats),
          String(part.length),
          String(planned.get(key)?.planned ?? '–'),
          String(diverged),
        ]);
      }
    }
    for (const id of new Set(own.map(({ job }) => job.protocol)))
      statements.push([TITLES[experiment] ?? experiment, protocols.get(id) ?? 'the protocol is not in the records']);
  }
  if (rows.length === 0) return [];
  for (const [key, group] of planned) {
    const { suite, experiment, dataset, fraction } = JSON.parse(key) as Record<string, string>;
    if (suite !== 'science' || seen.has(key)) continue;
    const title = TITLES[experiment!] ?? experiment!;
    rows.push([title, dataset!, `${percent(Number(fraction), 0)} %`, '0', '0', '0', '0', String(group.planned), '0']);
  }
  // What has no result yet stands with its experiment.
  rows.sort(([a], [b]) => placeOf(a!) - placeOf(b!));
  return [
    heading('Coverage'),
    text(
      'What the records hold, of the jobs of the full run. Splits is the number of test sets of each method (or schedule and noise); tables above use those splits that every method has. A diverged training is scored as class frequencies.',
    ),
    table(['experiment', 'data', 'share', 'methods', 'splits', 'repeats', 'results', 'of', 'diverged'], rows, {
      left: 2,
    }),
    heading('Protocols'),
    text(
      commonSentences(statements)
        .map(([title, words]) => `- **${title}**: ${words}`)
        .join('\n'),
    ),
  ];
}

/** Where an experiment stands among all. */
function placeOf(title: string): number {
  return Object.values(TITLES).indexOf(title);
}

function groupKey(suite: string, experiment: string, at: Job['at']): string {
  return JSON.stringify({ suite, experiment, dataset: at['dataset'], fraction: at['fraction'] });
}
