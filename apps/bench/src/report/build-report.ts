import type { BenchRecord, DocumentRecord } from '../records/record.ts';
import { resultsOf } from '../records/record-file.ts';
import { agreementPage } from './agreement/agreement-page.ts';
import type { Page } from './blocks.ts';
import { pagesToHtml } from './html.ts';
import { indexPage } from './index-page.ts';
import { pageToMarkdown } from './markdown.ts';
import { sciencePage } from './science/science-page.ts';
import { speedPage } from './speed/speed-page.ts';

/** Files of a report by their path below the report's folder. A function of the records alone. */
export function buildReport(records: readonly BenchRecord[], ignored: number): ReadonlyMap<string, string> {
  const results = resultsOf(records);
  const documents = records.filter((record): record is DocumentRecord => record.kind === 'document');
  const pages: Page[] = [
    indexPage(records, results, ignored),
    agreementPage(results, documents),
    speedPage(results, documents),
    sciencePage(results, documents),
  ];
  const files = new Map<string, string>();
  for (const page of pages) {
    files.set(`${page.name}.md`, pageToMarkdown(page));
    for (const block of page.blocks) if (block.kind === 'plot') files.set(`plots/${block.name}.svg`, `${block.svg}\n`);
  }
  files.set('report.html', pagesToHtml('chainzrule benchmarks', pages));
  return files;
}
