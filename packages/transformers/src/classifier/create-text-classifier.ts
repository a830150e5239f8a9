import {
  ChainzRuleClassifier,
  ChainzRuleError,
  ChainzRuleOrdinal,
  decodeModel,
  describeValue,
  fail,
} from '@chainzrule/core';
import { checkEncoder } from '../check/check-encoder.ts';
import { createEncoder, openEncoder } from '../encoder/create-encoder.ts';
import type { EncoderOptions } from '../encoder/encoder-options.ts';
import type { EncoderIdentity, SentenceEncoder } from '../encoder/sentence-encoder.ts';
import { processWarning } from '../warning.ts';
import { TextClassifier } from './text-classifier.ts';
import type { TextClassifierOptions, TextRuntime } from './text-classifier-options.ts';
import { encoderOptionsOf, textDocumentOf } from './text-document.ts';

/**
 * A classifier of texts: a frozen encoder, and a derivative-controlled network on its embeddings.
 *
 * On a device other than the CPU the encoder's vectors of a few texts are compared with the CPU's first, and a warning says where they
 * deviate.
 * @throws ChainzRuleError as `createEncoder` does; `INVALID_SPEC` for settings of the head.
 */
export async function createTextClassifier(options: TextClassifierOptions): Promise<TextClassifier> {
  const { encoder: asked, head = {}, ordinal = false, backend, onWarning = processWarning, ...rest } = options;
  const { pooling, dtype, device, revision, maxTokens, ...runtime } = rest;
  const Head = ordinal ? ChainzRuleOrdinal : ChainzRuleClassifier;
  // Settings that cannot be are refused before an encoder is downloaded.
  const estimator = new Head({ ...head, backend });
  const encoderOptions = { pooling, dtype, device, revision, maxTokens };
  const encoder =
    typeof asked === 'string' ? await createEncoder(asked, encoderOptions, onWarning) : given(asked, encoderOptions);
  return new TextClassifier(encoder, estimator, { ...runtime, onWarning });
}

/** How {@link loadTextClassifier} loads. */
export interface TextLoadOptions extends TextRuntime, Pick<EncoderOptions, 'device'> {
  /** Where the encoder lies now, or an encoder made before; where it was in training when absent. It must be the same one. */
  readonly encoder?: string | SentenceEncoder | undefined;
}

/**
 * Reads what `save` gave and makes its encoder again. The encoder's vectors of a few texts are compared with those on the day of
 * training, and a warning says where they deviate.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` (also where the encoder's files are others than in training), and as `createEncoder` does.
 */
export async function loadTextClassifier(bytes: Uint8Array, options: TextLoadOptions = {}): Promise<TextClassifier> {
  const { encoder: asked, device, backend, onWarning = processWarning, ...runtime } = options;
  const model = decodeModel(bytes);
  const document = textDocumentOf(model);
  const { encoder: identity } = document;
  const Head = model.preparation?.target.task === 'ordinal' ? ChainzRuleOrdinal : ChainzRuleClassifier;
  const estimator = Head.load(bytes, { backend });
  const encoder = typeof asked === 'object' ? asked : await encoderAgain(asked ?? identity.source, identity, device);
  for (const key of ['kind', 'sha256', 'pooling', 'dtype']) {
    const [was, is] = [identity[key], encoder.identity[key]];
    if (was === is || (key === 'sha256' && (was === null || is === null))) continue;
    await encoder[Symbol.asyncDispose]();
    fail(
      'INVALID_MODEL_FILE',
      `the model was trained on the encoder ${identity.source} with ${key} ${describeValue(was)}; ${encoder.identity.source} has ${describeValue(is)}: its vectors mean something else. Give the encoder it was trained on, or train anew`,
      { key, trained: was, found: is },
    );
  }
  await checkEncoder(encoder, document.probe, 'on the day of training', onWarning);
  return new TextClassifier(encoder, estimator, { ...runtime, onWarning });
}

/** Makes the encoder of an identity again, from `source`. */
async function encoderAgain(
  source: string,
  identity: EncoderIdentity,
  device: EncoderOptions['device'],
): Promise<SentenceEncoder> {
  try {
    return await openEncoder(source, { ...encoderOptionsOf(identity), device });
  } catch (error) {
    if (!ChainzRuleError.isInstance(error) || error.code !== 'INVALID_ARGUMENT' || source === identity.source)
      throw error;
    return fail(
      'INVALID_MODEL_FILE',
      `the model was trained on the encoder ${identity.source}; ${source} is of another kind: ${error.message}`,
      { ...error.details, trained: identity.source, found: source },
      error,
    );
  }
}

function given(encoder: SentenceEncoder, options: EncoderOptions): SentenceEncoder {
  const extra = Object.entries(options).find(([, value]) => value !== undefined);
  if (extra === undefined) return encoder;
  return fail(
    'INVALID_ARGUMENT',
    `${extra[0]} is given beside an encoder that is made already; give it to createEncoder`,
  );
}
