import { type FileHandle, open } from 'node:fs/promises';
import { type CacheEntry, KEY_BYTES } from './cache-entry.ts';
import {
  decodeHeader,
  decodeRecord,
  HEADER_BYTES,
  indexOfKey,
  recordBytes,
  recordStart,
  type SegmentLayout,
} from './segment.ts';

/** A share of a segment's records from which on it is read in one go. */
const WORTH_READING_WHOLE = 0.25;

/** An opened segment. */
export interface OpenSegment extends AsyncDisposable {
  readonly layout: SegmentLayout;
  /** Entries of the keys that are here and sound, by position in `keys`. */
  find(keys: readonly Uint8Array[]): Promise<Map<number, CacheEntry>>;
  /** Every sound entry. */
  all(): Promise<CacheEntry[]>;
}

/** Opens a segment; undefined where the file has gone (another process merged it) or is none. */
export async function openSegment(path: string, dimensions: number): Promise<OpenSegment | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch {
    return undefined;
  }
  const layout = await readLayout(file).catch(() => undefined);
  if (layout?.dimensions === dimensions) return segment(file, layout);
  await file.close();
  return undefined;
}

async function readLayout(file: FileHandle): Promise<SegmentLayout | undefined> {
  const { size } = await file.stat();
  return decodeHeader(await read(file, 0, Math.min(size, HEADER_BYTES)), size);
}

function segment(file: FileHandle, layout: SegmentLayout): OpenSegment {
  const { count, dimensions } = layout;
  const size = recordBytes(dimensions);
  const readKeys = (): Promise<Uint8Array> => read(file, HEADER_BYTES, count * KEY_BYTES);
  const readRecords = (): Promise<Uint8Array> => read(file, recordStart(layout, 0), count * size);
  return {
    layout,
    async find(wanted) {
      const keys = await readKeys();
      const hits = wanted
        .map((key, position) => ({ key, position, index: indexOfKey(keys, key) }))
        .filter(({ index }) => index >= 0);
      const whole = hits.length > WORTH_READING_WHOLE * count ? await readRecords() : undefined;
      const found = new Map<number, CacheEntry>();
      for (const { key, position, index } of hits) {
        const record =
          whole?.subarray(index * size, (index + 1) * size) ?? (await read(file, recordStart(layout, index), size));
        const entry = decodeRecord(key, record, dimensions);
        if (entry !== undefined) found.set(position, entry);
      }
      return found;
    },
    async all() {
      const [keys, records] = [await readKeys(), await readRecords()];
      return Array.from({ length: count }, (_, index) => {
        const key = keys.slice(index * KEY_BYTES, (index + 1) * KEY_BYTES);
        return decodeRecord(key, records.subarray(index * size, (index + 1) * size), dimensions);
      }).filter((entry) => entry !== undefined);
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function read(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('the file ends early');
    filled += bytesRead;
  }
  return bytes;
}
