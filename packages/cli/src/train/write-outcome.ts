import { join } from 'node:path';
import { ChainzRuleError, type ModelFile } from '@chainzrule/core';
import { saveModel, writeFileAtomic } from '@chainzrule/core/node';
import { loadOnnxAdapter } from '../onnx-adapter.ts';
import type { TrainingOutcome } from './run-training.ts';
import { writeRecord } from './write-record.ts';

/**
 * Writes what a run leaves, each file whole or not at all; gives the paths. `note` hears why there is no ONNX file, where there is none: the
 * adapter is optional. @throws ChainzRuleError `IO_FAILED`.
 */
export async function writeOutcome(
  folder: string,
  { record, model }: TrainingOutcome,
  note: (text: string) => void,
): Promise<string[]> {
  const written = await writeRecord(folder, record);
  if (model === undefined) return written;
  const paths = { model: join(folder, 'model.safetensors'), onnx: join(folder, 'model.onnx') };
  await saveModel(paths.model, model);
  const onnx = await asOnnx(model, note);
  if (onnx === undefined) return [...written, paths.model];
  await writeFileAtomic(paths.onnx, onnx);
  return [...written, paths.model, paths.onnx];
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
