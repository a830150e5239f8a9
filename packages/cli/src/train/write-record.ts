import { join } from 'node:path';
import type { RunRecord } from '@chainzrule/core';
import { writeFileAtomic } from '@chainzrule/core/node';
import { renderReport } from '../report/render-report.ts';

/** Writes a record and its report into a folder that is there, each file whole or not at all; gives the paths. @throws ChainzRuleError `IO_FAILED`. */
export async function writeRecord(folder: string, record: RunRecord): Promise<string[]> {
  const paths = { record: join(folder, 'record.json'), report: join(folder, 'report.html') };
  await writeFileAtomic(paths.record, `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(paths.report, renderReport(record));
  return [paths.record, paths.report];
}
