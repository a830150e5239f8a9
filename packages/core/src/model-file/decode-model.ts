import type { Parameters } from '../contract/parameters.ts';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { describeValue, fail } from '../errors/fail.ts';
import { checkParameters } from '../program/check-parameters.ts';
import { type NetworkSpec, parseNetwork } from '../spec/network.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import { checkPreparation } from './check-preparation.ts';
import { decodeSafetensors } from './decode-safetensors.ts';
import { isPlainObject, type JsonValue } from './json.ts';
import { MODEL_FORMAT, type ModelFile } from './model-file.ts';
import { readJson } from './read-json.ts';
import type { SafetensorsFile } from './safetensors.ts';

/**
 * Reads what `encodeModel` wrote; no code of the file runs. Parameters in another float format are widened to float64.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for a damaged file, one of another tool or of a newer version, and one whose
 * documents or tensors do not fit together; `cause` holds the finding. `INVALID_ARGUMENT` for what is not a Uint8Array.
 */
export function decodeModel(bytes: Uint8Array): ModelFile {
  const file = decodeSafetensors(bytes);
  checkFormat(file);
  const document = (key: string): JsonValue => {
    const text = Object.hasOwn(file.metadata, key) ? file.metadata[key] : undefined;
    if (text === undefined)
      fail('INVALID_MODEL_FILE', `the model file has no "${key}" in its metadata; it is damaged`, { key });
    return readJson(text, `"${key}" of the model file`);
  };
  const training = document('training');
  if (!isPlainObject(training))
    fail('INVALID_MODEL_FILE', `"training" of the model file is ${describeValue(training)}; it must be an object`);
  const preparation = document('preparation');
  return refusing(() => {
    const network = parseNetwork(document('network'));
    return {
      network,
      parameters: readParameters(network, file),
      preparation: preparation === null ? null : checkPreparation(network, preparation),
      training,
    };
  });
}

function checkFormat({ tensors, metadata }: SafetensorsFile): void {
  const format = Object.hasOwn(metadata, 'format') ? metadata['format']! : undefined;
  if (format === MODEL_FORMAT) return;
  const version = /^chainzrule\/model@(\d{1,9})$/.exec(format ?? '')?.[1];
  if (version !== undefined) {
    const why =
      Number(version) > 1 ? 'a newer version wrote it; update this package to read it' : 'there is no such version';
    fail('INVALID_MODEL_FILE', `the file is ${format}, this version reads ${MODEL_FORMAT}; ${why}`, { format });
  }
  const names = [...tensors.keys()].slice(0, 3).map(describeValue).join(', ');
  fail(
    'INVALID_MODEL_FILE',
    `the file is a safetensors file of another tool: its metadata says format ${describeValue(format)} and it holds ${tensors.size} tensors${names && ` (${names}${tensors.size > 3 ? ', …' : ''})`}; expected is a model written by chainzrule, format "${MODEL_FORMAT}". decodeSafetensors reads its tensors alone`,
    { format, tensors: tensors.size },
  );
}

function readParameters(network: NetworkSpec, { tensors }: SafetensorsFile): Parameters {
  const shapes = tensorShapes(network);
  const unknown = [...tensors.keys()].filter((name) => !shapes.has(name));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map(describeValue).join(', ');
    fail('INVALID_MODEL_FILE', `the model file holds ${unknown.length} tensors its network does not have: ${shown}`);
  }
  const parameters: Parameters = Object.fromEntries(
    [...shapes.keys()].flatMap((name) => {
      const tensor = tensors.get(name);
      return tensor ? [[name, { shape: tensor.shape, data: Float64Array.from(tensor.data) }]] : [];
    }),
  );
  checkParameters('decodeModel', 'parameters', network, parameters);
  return parameters;
}

/** Whatever is wrong with a document inside the file is wrong with the file. */
function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!ChainzRuleError.isInstance(error) || error.code === 'INVALID_MODEL_FILE') throw error;
    fail('INVALID_MODEL_FILE', `the model file does not hold together: ${error.message}`, { ...error.details }, error);
  }
}
