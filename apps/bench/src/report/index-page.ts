import type { BenchRecord, ResultRecord, SittingRecord } from '../records/record.ts';
import { heading, type Page, table, text } from './blocks.ts';

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
        '- [Agreement](./agreement.md): do all backends compute the same?\n- [Speed](./speed.md): what does a step cost, beside what users would pick instead?\n- [Science](./science.md): what do the penalty and the cubic bring, honestly?',
      ),
      heading('Where the records come from'),
      ...(ignored > 0
        ? [text(`${ignored} lines are no whole records (the end of a killed run) and are passed over.`)]
        : []),
      table(['suite', 'started (UTC)', 'commit', 'machine', 'versions', 'results'], rows, { left: 5 }),
    ],
  };
}
