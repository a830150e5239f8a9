import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';
import { decodeModel } from '../model-file/decode-model.ts';
import { encodeModel } from '../model-file/encode-model.ts';
import type { ModelFile } from '../model-file/model-file.ts';
import { readFileBounded } from './read-file-bounded.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** Largest model file that is read unless another limit is given: 2 GiB. */
export const MAX_MODEL_BYTES: number = 2 ** 31;

/**
 * Writes a model file atomically.
 * @throws ChainzRuleError `IO_FAILED`, and what `encodeModel` throws.
 */
export async function saveModel(path: string, model: ModelFile): Promise<void> {
  await writeFileAtomic(path, encodeModel(model));
}

/**
 * Reads a model file of at most `maxBytes` (2 GiB).
 * @throws ChainzRuleError `IO_FAILED`, `INVALID_MODEL_FILE` naming the path.
 */
export async function loadModel(path: string, maxBytes: number = MAX_MODEL_BYTES): Promise<ModelFile> {
  const bytes = await readFileBounded(path, maxBytes);
  try {
    return decodeModel(bytes);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    fail(error.code, `${path}: ${error.message}`, { ...error.details, path }, error);
  }
}
