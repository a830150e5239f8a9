import {
  bertShapes,
  ChainzRuleError,
  checkEncoderModel,
  decodeSafetensors,
  describeValue,
  type EncoderModel,
  encoderShapes,
  encodeSafetensors,
  fail,
  type Label,
  type SafeTensor,
} from '@chainzrule/core';
import type { BertConfigJson } from './read-bert-config.ts';

/** The mark of a fine-tuned model. */
const FORMAT = 'chainzrule/fine-tuned@1';

/** The key in the metadata of `model.safetensors`. */
const KEY = 'chainzrule';

/** A fine-tuned model with what its classes are called. */
export interface FineTunedModel extends EncoderModel {
  readonly classes: readonly Label[];
  readonly maxTokens: number;
}

/** `model.safetensors`: the encoder under Hugging Face's names with `bert.` before them, the network's tensors, the documents in the metadata. */
export function encodeFineTuned({
  encoder,
  network,
  tensors,
  classes,
  maxTokens,
}: FineTunedModel): Uint8Array<ArrayBuffer> {
  const own = bertShapes(encoder);
  const named = [...tensors].map(([name, tensor]): [string, SafeTensor] => [
    own.has(name) ? `bert.${name}` : name,
    tensor,
  ]);
  const document = JSON.stringify({ format: FORMAT, encoder, network, classes, maxTokens });
  // Hugging Face's Python library asks for this format.
  return encodeSafetensors(new Map(named), { format: 'pt', [KEY]: document });
}

/** Reads what {@link encodeFineTuned} wrote. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
export function decodeFineTuned(source: string, bytes: Uint8Array): FineTunedModel {
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const text = metadata[KEY];
    if (text === undefined) {
      const advice = 'give a folder that save() wrote, or fine-tune this encoder with createFineTunedClassifier';
      fail('INVALID_MODEL_FILE', `model.safetensors is not of a fine-tuned classifier; ${advice}`);
    }
    const document = JSON.parse(text) as FineTunedModel & { readonly format: string };
    if (document.format !== FORMAT)
      fail('INVALID_MODEL_FILE', `its format is ${describeValue(document.format)}; this version reads ${FORMAT}`);
    const { encoder, network, classes, maxTokens } = document;
    const shapes = encoderShapes(encoder, network);
    const named = [...tensors].map(([name, tensor]): [string, SafeTensor] => {
      const bare = name.replace(/^bert\./, '');
      return [shapes.has(bare) ? bare : name, tensor];
    });
    return { ...checkEncoderModel('load', { encoder, network, tensors: new Map(named) }), classes, maxTokens };
  } catch (error) {
    const reason = (error as Error).message;
    const details = ChainzRuleError.isInstance(error) ? { ...error.details } : {};
    return fail('INVALID_MODEL_FILE', `${source}: ${reason}`, details, error);
  }
}

/** `config.json` of the fine-tuned model: that of the encoder, with the classes as transformers.js reads them. */
export function fineTunedConfig(config: BertConfigJson, classes: readonly Label[]): BertConfigJson {
  return {
    ...config,
    architectures: ['BertForSequenceClassification'],
    problem_type: 'single_label_classification',
    id2label: Object.fromEntries(classes.map((label, index) => [index, String(label)])),
    label2id: Object.fromEntries(classes.map((label, index) => [String(label), index])),
  };
}
