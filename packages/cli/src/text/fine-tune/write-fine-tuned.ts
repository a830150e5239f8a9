import { join } from 'node:path';
import { writeFolder } from '@chainzrule/core/node';
import { writeRecord } from '../../train/write-record.ts';
import type { FineTuningOutcome } from './run-fine-tuning.ts';

/** Writes record and report, and the model as a folder `model` that transformers.js' pipeline reads; gives the paths. */
export async function writeFineTuned(folder: string, { record, files }: FineTuningOutcome): Promise<string[]> {
  const written = await writeRecord(folder, record);
  if (files === undefined) return written;
  const model = join(folder, 'model');
  await writeFolder(model, files);
  return [...written, model];
}
