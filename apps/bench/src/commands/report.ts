import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '@chainzrule/core/node';
import type { Command } from 'commander';
import type { BenchRecord } from '../records/record.ts';
import { readRecords, resultsOf } from '../records/record-file.ts';
import { buildReport } from '../report/build-report.ts';
import { withBenchmarkBlock } from '../report/readme-block.ts';
import { folderOf, RECORDS, REPOSITORY } from './run-options.ts';

const DOCS = join(REPOSITORY, 'docs/benchmarks');
const README = join(REPOSITORY, 'README.md');

interface ReportOptions {
  readonly records: string;
  readonly out: string;
}

/** `bench report`: every table and plot from the records alone. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description(
      'Rebuilds every table and plot from the records alone: Markdown, SVG, and one HTML page that needs nothing else.',
    )
    .option('--records <folder>', 'folder of the records', folderOf, RECORDS)
    .option('--out <folder>', 'where the report goes', folderOf, DOCS)
    .action(async ({ records: folder, out }: ReportOptions) => {
      const { records, ignored, files: read } = await readFolder(folder);
      const files = buildReport(records, ignored);
      for (const [name, content] of files) {
        const path = join(out, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFileAtomic(path, content);
      }
      // The README belongs to the report that the documentation shows.
      if (out === DOCS) {
        const readme = await readFile(README, 'utf8');
        const renewed = withBenchmarkBlock(readme, resultsOf(records));
        if (renewed !== readme) await writeFileAtomic(README, renewed);
      }
      process.stderr.write(
        `${files.size} files from ${records.length} records (${read} files, ${ignored} lines passed over): ${out}\n`,
      );
    });
}

async function readFolder(folder: string): Promise<{ records: BenchRecord[]; ignored: number; files: number }> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith('.jsonl')).sort();
  if (names.length === 0) throw new Error(`${folder} holds no records (*.jsonl); measure first: bench science --quick`);
  const parts = await Promise.all(names.map((name) => readRecords(join(folder, name))));
  return {
    records: parts.flatMap(({ records }) => records),
    ignored: parts.reduce((sum, part) => sum + part.ignored, 0),
    files: names.length,
  };
}
