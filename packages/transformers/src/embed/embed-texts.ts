import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import { type EmbeddedBlock, type EmbedOptions, embedBlocks, type Texts } from './embed-blocks.ts';
import { GrowingArray } from './growing-array.ts';

/** Vectors of many texts, and what is worth knowing about the texts. */
export interface EmbeddedTexts {
  /** [texts, dimensions] float32. */
  readonly vectors: EmbeddedBlock['vectors'];
  readonly facts: TextFacts;
}

/** Facts about some texts as an encoder saw them. */
export interface TextFacts {
  readonly texts: number;
  /** Tokens of all texts together, and of the longest. */
  readonly tokens: number;
  readonly longest: number;
  /** Texts longer than the encoder takes: what is over was cut off. */
  readonly cut: number;
  /** Texts of white space alone, or nothing. */
  readonly empty: number;
}

/**
 * Embeds texts into one matrix [texts, dimensions]. Beside the matrix itself memory is a constant: one block of texts and the cache's
 * buffers, whether the texts are in memory or come one after another.
 * @throws ChainzRuleError as `embedBlocks` does.
 */
export async function embedTexts(
  encoder: SentenceEncoder,
  texts: Texts,
  options: EmbedOptions = {},
): Promise<EmbeddedTexts> {
  const cols = encoder.dimensions;
  const rows = Array.isArray(texts) ? new Float32Array(texts.length * cols) : new GrowingArray();
  const facts = { texts: 0, tokens: 0, longest: 0, cut: 0, empty: 0 };
  for await (const block of embedBlocks(encoder, texts, options)) {
    rows.set(block.vectors.data, facts.texts * cols);
    count(facts, block, encoder.maxTokens ?? Number.POSITIVE_INFINITY);
  }
  const data = rows instanceof GrowingArray ? rows.values : rows;
  return { vectors: { data, rows: facts.texts, cols }, facts };
}

function count(
  facts: { -readonly [K in keyof TextFacts]: number },
  { texts, tokens }: EmbeddedBlock,
  limit: number,
): void {
  texts.forEach((text, index) => {
    const length = tokens[index]!;
    facts.texts++;
    facts.tokens += length;
    facts.longest = Math.max(facts.longest, length);
    if (length > limit) facts.cut++;
    if (text.trim() === '') facts.empty++;
  });
}
