import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChainzRuleError, fail, type ModelFile } from '@chainzrule/core';
import { saveModel, writeFileAtomic } from '@chainzrule/core/node';
import { loadOnnxAdapter } from '../onnx-adapter.ts';
import { renderReport } from '../report/render-report.ts';
import type { TrainingOutcome } from './run-training.ts';

/**
 * Writes what a run leaves, each file whole or not at all; gives the paths. `note` hears why there is no ONNX file, where there is none: the
 * adapter is optional. @throws ChainzRuleError `IO_FAILED`.
 */
export async function writeOutcome(
  folder: string,
  { record, model }: TrainingOutcome,
  note: (text: string) => void,
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    fail('IO_FAILED', `cannot make the folder ${folder}: ${(error as Error).message}`, { folder }, error);
  }
  const paths = {
    record: join(folder, 'record.json'),
    report: join(folder, 'report.html'),
    model: join(folder, 'model.safetensors'),
    onnx: join(folder, 'model.onnx'),
  };
  await writeFileAtomic(paths.record, `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomic(paths.report, renderReport(record));
  if (model === undefined) return [paths.record, paths.report];
  await saveModel(paths.model, model);
  const onnx = await asOnnx(model, note);
  if (onnx === undefined) return [paths.record, paths.report, paths.model];
  await writeFileAtomic(paths.onnx, onnx);
  return [paths.record, paths.report, paths.model, paths.onnx];
}

async function asOnnx(model: ModelFile, note: (text: string) => void): Promise<Uint8Array | undefined> {
  try {
    const { exportOnnx } = await loadOnnxAdapter();
    return exportOnnx(model);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    note(`no model.onnx: ${error.message}`);
    return undefined;
  }
}
