import { ChainzRuleError, describeValue, fail } from '../errors/index.ts';

/** The text, or its parts in order: a file's stream, a response's body. Bytes are UTF-8, with or without a byte order mark. */
export type CsvSource = string | AsyncIterable<Uint8Array | string>;

/** Characters handed on at once, so that a parser's buffers stay small. */
const PART = 65_536;

/**
 * The source as text in small parts, none of which ends within a surrogate pair.
 * @throws ChainzRuleError `INVALID_DATA` for bytes that are not UTF-8, `IO_FAILED` where the source itself fails.
 */
export async function* decodedParts(source: CsvSource, onProgress?: (read: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let read = 0;
  let half = '';
  for await (const part of partsOf(source)) {
    read += part.length;
    const text = half + (typeof part === 'string' ? part : decode(decoder, part, read));
    let start = 0;
    while (start < text.length) {
      const end = wholeEnd(text, Math.min(start + PART, text.length));
      if (end === start) break;
      yield text.slice(start, end);
      start = end;
    }
    half = text.slice(start);
    onProgress?.(read);
  }
  const rest = half + decode(decoder, undefined, read);
  if (rest !== '') yield rest;
}

/** `end`, or one less where it would cut a surrogate pair: a parser encodes each part on its own. */
function wholeEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}

/** Parts joined until they hold a whole line that is not empty. */
export async function firstLine(parts: AsyncIterator<string>): Promise<string> {
  let head = '';
  while (!/[^\r\n][\r\n]/.test(head) && head.length < 16 * PART) {
    const next = await parts.next();
    if (next.done === true) break;
    head += next.value;
  }
  return head;
}

async function* partsOf(source: CsvSource): AsyncGenerator<Uint8Array | string> {
  if (typeof source === 'string') yield source;
  else if (typeof source?.[Symbol.asyncIterator] === 'function') yield* checkedParts(source);
  else
    fail(
      'INVALID_ARGUMENT',
      `readCsv: the source is ${describeValue(source)}; allowed: text, or an async iterable of bytes or text`,
    );
}

async function* checkedParts(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  try {
    for await (const part of source) {
      if (typeof part !== 'string' && !(part instanceof Uint8Array))
        fail('INVALID_ARGUMENT', `readCsv: the source gave ${describeValue(part)}; allowed: Uint8Array or text`);
      yield part;
    }
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) throw error;
    fail('IO_FAILED', `readCsv: the source failed: ${(error as Error)?.message ?? String(error)}`, {}, error);
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined, read: number): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    return fail('INVALID_DATA', `the CSV is not UTF-8 text (before byte ${read}); save it as UTF-8`, { read }, error);
  }
}
