/** Special tokens, the words, and letters with their continuations, so that Latin text never meets an unknown token. */
export function vocabularyOf(words: readonly string[]): string[];

/** A BERT word-piece tokenizer as `tokenizer.json`: lower case, `[CLS] text [SEP]`. */
export function tokenizerJson(vocabulary: readonly string[], maxLength: number): Record<string, unknown>;

/** The `tokenizer_config.json` beside it. */
export function tokenizerConfigJson(maxLength: number): Record<string, unknown>;
