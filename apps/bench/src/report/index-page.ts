import type { BenchRecord, ResultRecord, SittingRecord } from '../records/record.ts';
import { agreementSummary } from './agreement/agreement-page.ts';
import { heading, type Page, type TableBlock, table, text } from './blocks.ts';
import { percent } from './numbers.ts';
import { coverage } from './planned.ts';
import { annealingSummary } from './science/annealing.ts';
import { TITLES } from './science/coverage.ts';
import { diagnosticSummary } from './science/diagnostic-page.ts';
import { pimaByFraction, verdict } from './science/pima-page.ts';
import { rankSummary } from './science/ranks-page.ts';
import { frozenTextSummary } from './science/text-page.ts';
import { speedSummary } from './speed/speed-summary.ts';

/** The page that says what was measured, where and how to do it again. */
export function indexPage(records: readonly BenchRecord[], results: readonly ResultRecord[], ignored: number): Page {
  const used = new Set(results.map(({ sitting }) => sitting));
  const sittings = records.filter(
    (record): record is SittingRecord => record.kind === 'sitting' && used.has(record.id),
  );
  const counts = new Map<string, number>();
  for (const { sitting } of results) counts.set(sitting, (counts.get(sitting) ?? 0) + 1);
  const rows = sittings
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .map(({ id, suite, startedAt, commit, device, versions }) => [
      suite,
      startedAt.slice(0, 16).replace('T', ' '),
      `\`${commit}\``,
      device,
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
      String(counts.get(id) ?? 0),
    ]);
  return {
    name: 'index',
    title: 'Benchmarks',
    blocks: [
      text(
        'A claim counts when a stranger can run it. Every table and plot here is rebuilt from the raw records in `apps/bench/records`, byte for byte, by `pnpm bench report`; ' +
          'the records come from `pnpm bench agreement`, `pnpm bench speed` and `pnpm bench science` (`--quick` for a small part, `--resume` to go on).',
      ),
      text(
        '- [Agreement](./agreement.md): do all backends compute the same?\n- [Speed](./speed.md): what does a step cost, beside what users would pick instead?\n- [Science](./science.md): what do the penalty and the cubic bring, honestly?\n- [Text](text.md): heads on static vectors of SST-5 (made apart from these records).',
      ),
      heading('What the records say'),
      text(summary(results)),
      heading('What they cover'),
      text(
        'Results of the jobs of the full suite (results of `--quick` runs at smaller sizes are shown, but not counted here). A run that goes on adds to them; sentences and tables follow by themselves, on those test sets that every method has.',
      ),
      coverageTable(results),
      heading('Where the records come from'),
      ...(ignored > 0
        ? [text(`${ignored} lines are no whole records (the end of a killed run) and are passed over.`)]
        : []),
      table(['suite', 'started (UTC)', 'commit', 'machine', 'versions', 'results'], rows, { left: 5 }),
    ],
  };
}

/** Each part in its own words, made from the figures alone. */
function summary(results: readonly ResultRecord[]): string {
  const pima = [...pimaByFraction(results)].map(
    ([fraction, own]) => `Pima at ${percent(fraction, 0)} % of the rows: ${verdict(own)}`,
  );
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['Agreement', agreementSummary(results)],
    ['Speed', speedSummary(results)],
    ...pima.map((sentence) => ['Science a', sentence] as const),
    ['Science b', annealingSummary(results)],
    ['Science c', diagnosticSummary(results)],
    ['Science d, SST-5 on frozen vectors', frozenTextSummary(results)],
    ['Science e, small tables', rankSummary(results)],
  ];
  return parts.map(([name, sentence]) => `- **${name}**: ${sentence ?? 'no records yet.'}`).join('\n');
}

function coverageTable(results: readonly ResultRecord[]): TableBlock {
  const groups = coverage(results, ({ suite, experiment }) => `${suite}: ${TITLES[experiment] ?? experiment}`);
  const rows = [...groups].map(([name, { measured, planned }]) => [
    name,
    String(measured),
    String(planned),
    `${percent(measured / planned, 0)} %`,
  ]);
  return table(['experiment', 'results', 'of', 'share'], rows);
}
