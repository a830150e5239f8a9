import { type BertSpec, describeValue, fail, parseBert } from '@chainzrule/core';

/** A `config.json` as it stands. */
export type BertConfigJson = Readonly<Record<string, unknown>>;

/** What of a `config.json` must be as here, or absent. */
const FIXED: Readonly<Record<string, unknown>> = {
  hidden_act: 'gelu',
  position_embedding_type: 'absolute',
  is_decoder: false,
};

/**
 * Reads a BERT's `config.json`.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for what is not JSON or lacks a size, `UNSUPPORTED` for another architecture.
 */
export function readBertConfig(
  source: string,
  bytes: Uint8Array,
): { readonly json: BertConfigJson; readonly spec: BertSpec } {
  const json = parse(source, bytes);
  if (json['model_type'] !== 'bert') {
    const found = `${describeValue(json['model_type'])} (architectures ${describeValue(json['architectures'])})`;
    fail('UNSUPPORTED', `${source} is a model of type ${found}; fine-tuning takes "bert"`, {
      model_type: json['model_type'],
    });
  }
  for (const [key, wanted] of Object.entries(FIXED)) {
    const value = json[key] ?? wanted;
    if (value !== wanted)
      fail('UNSUPPORTED', `${source}: ${key} is ${describeValue(value)}; fine-tuning takes ${describeValue(wanted)}`, {
        key,
      });
  }
  const size = (key: string): number => {
    const value = json[key];
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    return fail(
      'INVALID_MODEL_FILE',
      `${source}: ${key} of config.json is ${describeValue(value)}; it must be a whole number > 0`,
      { key },
    );
  };
  const spec = parseBert({
    format: 'chainzrule/bert@1',
    vocabulary: size('vocab_size'),
    hidden: size('hidden_size'),
    layers: size('num_hidden_layers'),
    heads: size('num_attention_heads'),
    inner: size('intermediate_size'),
    positions: size('max_position_embeddings'),
    segments: size('type_vocab_size'),
    epsilon: json['layer_norm_eps'] ?? 1e-12,
  });
  return { json, spec };
}

function parse(source: string, bytes: Uint8Array): BertConfigJson {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as BertConfigJson;
    return fail('INVALID_MODEL_FILE', `${source}: config.json is ${describeValue(json)}; it must be an object`);
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'INVALID_MODEL_FILE') throw error;
    return fail('INVALID_MODEL_FILE', `${source}: config.json is not JSON; download it again`, {}, error);
  }
}
