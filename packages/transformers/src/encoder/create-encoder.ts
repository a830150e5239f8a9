import { describeValue, fail } from '@chainzrule/core';
import { locateEncoder, soleTable, staticEncoder } from '#disk';
import { checkEncoder } from '../check/check-encoder.ts';
import { probe } from '../check/probe.ts';
import { type OnWarning, processWarning } from '../warning.ts';
import { CPU, type EncoderOptions } from './encoder-options.ts';
import type { SentenceEncoder } from './sentence-encoder.ts';
import { transformersEncoder } from './transformers-encoder.ts';

/**
 * Makes an encoder, and on a device other than the CPU compares its vectors of a few texts with the CPU's first: graphics cards have been
 * seen to compute an encoder wrongly without an error, and a warning says so.
 *
 * `source`: `Xenova/all-MiniLM-L6-v2` (a model on the hub with ONNX weights), the path of a folder that holds one, or the path
 * of a `.npy` table of token vectors with its tokenizer beside it (or of a folder that holds exactly one such table and no network).
 * @throws ChainzRuleError `IO_FAILED`, `INVALID_MODEL_FILE`, `INVALID_DATA`, `UNSUPPORTED`, `INVALID_ARGUMENT`.
 */
export async function createEncoder(
  source: string,
  options: EncoderOptions = {},
  onWarning: OnWarning = processWarning,
): Promise<SentenceEncoder> {
  const encoder = await openEncoder(source, options);
  if (encoder.device === CPU) return encoder;
  await using reference = await openEncoder(source, { ...options, device: CPU });
  await checkEncoder(encoder, await probe(reference), 'on the CPU', onWarning);
  return encoder;
}

/** An encoder as it is, unchecked. */
export async function openEncoder(source: string, options: EncoderOptions): Promise<SentenceEncoder> {
  if (typeof source !== 'string' || source.trim() === '')
    fail('INVALID_ARGUMENT', `the encoder is ${describeValue(source)}; allowed: a name on the hub, or a path`);
  const place = locateEncoder(source);
  if (place.kind === 'hub') return await transformersEncoder(source, undefined, options);
  const table = place.kind === 'table' ? place.path : soleTable(place.path);
  if (table === undefined) return await transformersEncoder(source, place.path, options);
  return await staticEncoder(source, table, options);
}
