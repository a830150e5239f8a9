import { z } from 'zod';
import { parseDocument } from '../spec/parse.ts';

/**
 * A BERT encoder as a plain document (Devlin et al. 2019): word, position and segment embeddings with a layer norm, `layers` blocks of
 * multi-head attention and an erf-GELU feed-forward, each followed by a residual sum and a layer norm, and the pooler
 * `tanh(W h_[CLS] + b)`.
 */
export interface BertSpec {
  readonly format: 'chainzrule/bert@1';
  /** Rows of the word embeddings. */
  readonly vocabulary: number;
  /** Width H of a token's state; a multiple of `heads`. */
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward's inner layer. */
  readonly inner: number;
  /** Rows of the position embeddings: the most tokens a text can have. */
  readonly positions: number;
  /** Rows of the segment embeddings. */
  readonly segments: number;
  /** ε inside the square root of every layer norm. */
  readonly epsilon: number;
}

/** Largest count or width a document may name: a guard against hostile files. */
const count: z.ZodType<number> = z.int().min(1).max(16_777_216);

const bertSchema: z.ZodType<BertSpec> = z
  .strictObject({
    format: z.literal('chainzrule/bert@1'),
    vocabulary: count,
    hidden: count,
    layers: z.int().min(1).max(256),
    heads: count,
    inner: count,
    positions: count,
    segments: count,
    epsilon: z.number().positive().max(1),
  })
  .superRefine(({ hidden, heads }, context) => {
    if (hidden % heads === 0) return;
    context.addIssue({ code: 'custom', path: ['heads'], message: `a divisor of hidden (${hidden})` });
  });

/** Checks a BERT document. @throws ChainzRuleError `INVALID_SPEC` naming each path, what was found there and what is allowed. */
export function parseBert(value: unknown): BertSpec {
  return parseDocument(bertSchema, value, 'the BERT document');
}
