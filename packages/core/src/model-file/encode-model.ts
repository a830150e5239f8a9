import { describeValue, fail } from '../errors/fail.ts';
import { checkParameters } from '../program/check-parameters.ts';
import { parseNetwork } from '../spec/network.ts';
import { checkPreparation } from './check-preparation.ts';
import { encodeSafetensors } from './encode-safetensors.ts';
import { isPlainObject } from './json.ts';
import { MODEL_FORMAT, type ModelFile } from './model-file.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes a model as safetensors: the parameters as F64, and in the metadata `format`, `network`, `preparation` and `training`, the
 * last three as JSON with sorted keys. Equal models give equal bytes.
 * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT` (a parameter), `INVALID_ARGUMENT`.
 */
export function encodeModel(model: ModelFile): Uint8Array<ArrayBuffer> {
  if (!isPlainObject(model))
    fail(
      'INVALID_ARGUMENT',
      `encodeModel: takes { network, parameters, preparation, training }, found ${describeValue(model)}`,
    );
  const { parameters, preparation, training } = model;
  const network = parseNetwork(model.network);
  checkParameters('encodeModel', 'parameters', network, parameters);
  if (preparation !== null) checkPreparation(network, preparation);
  if (!isPlainObject(training))
    fail(
      'INVALID_ARGUMENT',
      `encodeModel: training is ${describeValue(training)}; it must be a plain object, {} if there is nothing to say`,
    );
  return encodeSafetensors(new Map(Object.entries(parameters)), {
    format: MODEL_FORMAT,
    network: writeJson(network, 'network'),
    preparation: writeJson(preparation, 'preparation'),
    training: writeJson(training, 'training'),
  });
}
