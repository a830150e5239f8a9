import { AutoTokenizer, type PreTrainedTokenizer } from '@huggingface/transformers';
import { loading } from './load-failure.ts';

/** Where tokenizer and weights come from. */
export interface LoadFrom {
  /** Absolute path, or name on the hub. */
  readonly source: string;
  readonly local: boolean;
  readonly revision: string;
}

/** Texts to token ids. */
export interface Tokenizer {
  /** Ids of every text, with the model's special tokens or without. */
  encode(texts: readonly string[], specialTokens: boolean): readonly (readonly number[])[];
  readonly special: ReadonlySet<number>;
  readonly padding: number;
  /** Most tokens the tokenizer says its model takes; Infinity where it does not say. */
  readonly maxTokens: number;
}

/** Loads a tokenizer. @throws ChainzRuleError `IO_FAILED`, `INVALID_MODEL_FILE`, `UNSUPPORTED`. */
export async function loadTokenizer({ source, local, revision }: LoadFrom): Promise<Tokenizer> {
  const tokenizer = await loading('tokenizer', source, local, () =>
    AutoTokenizer.from_pretrained(source, { revision, local_files_only: local }),
  );
  return wrap(tokenizer);
}

function wrap(tokenizer: PreTrainedTokenizer): Tokenizer {
  const limit = Number(tokenizer.model_max_length);
  return {
    encode: (texts, specialTokens) =>
      texts.map((text) => tokenizer.encode(text, { add_special_tokens: specialTokens }) as number[]),
    special: new Set(tokenizer.all_special_ids),
    padding: tokenizer.pad_token_id ?? 0,
    // Some say 1e30 for "no limit".
    maxTokens: limit > 0 && limit < 1e9 ? limit : Number.POSITIVE_INFINITY,
  };
}
