import type { EncoderModel, EncoderTensors, TokenBatch } from '../contract/trainable-encoder.ts';
import { describeValue, fail } from '../errors/fail.ts';
import { type NetworkSpec, parseNetwork } from '../spec/network.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import { bertShapes } from './bert-shapes.ts';
import { type BertSpec, parseBert } from './bert-spec.ts';

/** Names shown of a long list. */
const SHOWN = 5;

/** Every tensor of an encoder and its network with its shape. */
export function encoderShapes(encoder: BertSpec, network: NetworkSpec): ReadonlyMap<string, readonly number[]> {
  return new Map([...bertShapes(encoder), ...tensorShapes(network)]);
}

/**
 * Checks documents and tensors against one another.
 * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH` naming the tensors that are missing, unknown or misshapen, `NON_FINITE_INPUT`.
 */
export function checkEncoderModel(call: string, model: EncoderModel): EncoderModel {
  const encoder = parseBert(model.encoder);
  const network = parseNetwork(model.network);
  if (network.inputs !== encoder.hidden) {
    fail('SHAPE_MISMATCH', `${call}: the network takes ${network.inputs} inputs, the encoder gives ${encoder.hidden}`);
  }
  checkEncoderTensors(call, encoderShapes(encoder, network), model.tensors);
  return { encoder, network, tensors: model.tensors };
}

/** Checks that there are these tensors, all of them and no others, of finite numbers. @throws ChainzRuleError as above. */
export function checkEncoderTensors(
  call: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  tensors: EncoderTensors,
): void {
  const missing = [...shapes.keys()].filter((name) => !tensors.has(name));
  if (missing.length > 0) fail('SHAPE_MISMATCH', `${call}: missing ${listed(missing)}`, { missing });
  const unknown = [...tensors.keys()].filter((name) => !shapes.has(name));
  if (unknown.length > 0) fail('SHAPE_MISMATCH', `${call}: there is no place for ${listed(unknown)}`, { unknown });
  for (const [name, shape] of shapes) {
    const tensor = tensors.get(name)!;
    const size = shape.reduce((product, length) => product * length, 1);
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== size) {
      fail(
        'SHAPE_MISMATCH',
        `${call}: tensor "${name}" is [${tensor.shape}] with ${tensor.data.length} numbers, expected is [${shape}]`,
        { name, shape },
      );
    }
    const at = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) fail('NON_FINITE_INPUT', `${call}: tensor "${name}" holds ${tensor.data[at]} at ${at}`, { name, at });
  }
}

/** Checks token ids and lengths. @throws ChainzRuleError `SHAPE_MISMATCH`, `INVALID_ARGUMENT`. */
export function checkTokens(call: string, { vocabulary, positions }: BertSpec, tokens: TokenBatch): void {
  const { ids, lengths, rows, length } = tokens;
  if (!(ids instanceof Int32Array && lengths instanceof Int32Array))
    fail('INVALID_ARGUMENT', `${call}: ids and lengths must be Int32Arrays, found ${describeValue(ids)}`);
  if (rows < 1 || length < 1 || ids.length !== rows * length || lengths.length !== rows) {
    const found = `${ids.length} ids and ${lengths.length} lengths for [${rows}, ${length}]`;
    fail('SHAPE_MISMATCH', `${call}: there are ${found}; needed are rows · length ids and one length a row`);
  }
  if (length > positions)
    fail('INVALID_ARGUMENT', `${call}: texts of ${length} tokens, the encoder takes ${positions}; cut them`);
  const badId = ids.findIndex((id) => id < 0 || id >= vocabulary);
  if (badId >= 0)
    fail(
      'INVALID_ARGUMENT',
      `${call}: token id ${ids[badId]} in row ${Math.floor(badId / length)}; allowed: 0 … ${vocabulary - 1}`,
    );
  const badLength = lengths.findIndex((tokensOfRow) => tokensOfRow < 1 || tokensOfRow > length);
  if (badLength >= 0)
    fail('INVALID_ARGUMENT', `${call}: row ${badLength} has ${lengths[badLength]} tokens; allowed: 1 … ${length}`);
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.length === 1 ? 'the tensor' : `${names.length} tensors:`} ${names.slice(0, SHOWN).join(', ')}${more}`;
}
