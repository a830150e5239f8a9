import { fail, type JsonObject, type ModelFile } from '@chainzrule/core';
import { probe } from '../check/probe.ts';
import type { EncoderOptions } from '../encoder/encoder-options.ts';
import type { EncoderIdentity, SentenceEncoder } from '../encoder/sentence-encoder.ts';

/** The mark of the text part of a model file. */
const FORMAT = 'chainzrule/text@1';

/** What a model file says about its encoder, in `training.text`. */
interface TextDocument {
  readonly encoder: EncoderIdentity;
  /** The encoder's vectors of the probe texts on the day of training, [probes · dimensions]. */
  readonly probe: readonly number[];
}

/** A head's model file with the encoder it is for written into it, so that `loadTextClassifier` takes it. */
export async function withEncoder(model: ModelFile, encoder: SentenceEncoder): Promise<ModelFile> {
  const text = { format: FORMAT, encoder: encoder.identity, probe: [...(await probe(encoder))] };
  return { ...model, training: { ...model.training, text } };
}

/** The encoder of a model file. @throws ChainzRuleError `INVALID_MODEL_FILE` where there is none. */
export function textDocumentOf({ training }: ModelFile): TextDocument {
  const text = training['text'];
  if (!isObject(text))
    fail(
      'INVALID_MODEL_FILE',
      'the model file names no encoder: it takes numbers, not texts; load it with ChainzRuleClassifier',
    );
  const { format, encoder, probe } = text;
  if (format !== FORMAT)
    fail(
      'INVALID_MODEL_FILE',
      `the text part of the model file is ${String(format)}, this version reads ${FORMAT}; update this package`,
    );
  if (
    !isObject(encoder) ||
    typeof encoder['kind'] !== 'string' ||
    typeof encoder['source'] !== 'string' ||
    !isNumbers(probe)
  )
    fail(
      'INVALID_MODEL_FILE',
      'the text part of the model file is damaged: it must hold an encoder with kind and source, and probe vectors',
    );
  return { encoder: encoder as EncoderIdentity, probe };
}

/** The options that make the encoder of an identity again. */
export function encoderOptionsOf(identity: EncoderIdentity): EncoderOptions {
  const known = Object.entries(identity).filter(
    ([key, value]) => ['pooling', 'dtype', 'revision', 'maxTokens'].includes(key) && value !== null,
  );
  return Object.fromEntries(known);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
