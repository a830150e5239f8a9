import { describeValue, fail } from '../errors/index.ts';

/** The text, or its parts in order: a file's stream, a response's body. Bytes are UTF-8, with or without a byte order mark. */
export type CsvSource = string | AsyncIterable<Uint8Array | string>;

/** Characters handed on at once, so that a parser's buffers stay small. */
const PART = 65_536;

/** The source as text in small parts. @throws ChainzRuleError `INVALID_DATA` for bytes that are not UTF-8. */
export async function* decodedParts(source: CsvSource, onProgress?: (read: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let read = 0;
  for await (const part of partsOf(source)) {
    read += part.length;
    const text = typeof part === 'string' ? part : decode(decoder, part, read);
    for (let start = 0; start < text.length; start += PART) yield text.slice(start, start + PART);
    onProgress?.(read);
  }
  const rest = decode(decoder, undefined, read);
  if (rest !== '') yield rest;
}

/** Parts joined until they hold a whole line. */
export async function firstLine(parts: AsyncIterator<string>): Promise<string> {
  let head = '';
  while (!/[\r\n]/.test(head) && head.length < 16 * PART) {
    const next = await parts.next();
    if (next.done === true) break;
    head += next.value;
  }
  return head;
}

async function* partsOf(source: CsvSource): AsyncGenerator<Uint8Array | string> {
  if (typeof source === 'string') yield source;
  else if (typeof source?.[Symbol.asyncIterator] === 'function') yield* source;
  else
    fail(
      'INVALID_ARGUMENT',
      `readCsv: the source is ${describeValue(source)}; allowed: text, or an async iterable of bytes or text`,
    );
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined, read: number): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    return fail('INVALID_DATA', `the CSV is not UTF-8 text (before byte ${read}); save it as UTF-8`, { read }, error);
  }
}
