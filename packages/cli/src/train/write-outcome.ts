import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@chainzrule/core';
import { saveModel, writeFileAtomic } from '@chainzrule/core/node';
import { renderReport } from '../report/render-report.ts';
import type { TrainingOutcome } from './run-training.ts';

/** Writes what a run leaves, each file whole or not at all; gives the paths. @throws ChainzRuleError `IO_FAILED`. */
export async function writeOutcome(folder: string, { record, model }: TrainingOutcome): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    fail('IO_FAILED', `cannot make the folder ${folder}: ${(error as Error).message}`, { folder }, error);
  }
  const paths = {
    record: join(folder, 'record.json'),
    report: join(folder, 'report.html'),
    model: join(folder, 'model.safetensors'),
  };
  await writeFileAtomic(paths.record, `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(paths.report, renderReport(record));
  if (model === undefined) return [paths.record, paths.report];
  await saveModel(paths.model, model);
  return [paths.record, paths.report, paths.model];
}
