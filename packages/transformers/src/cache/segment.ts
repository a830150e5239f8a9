import { crc32 } from 'node:zlib';
import { type CacheEntry, KEY_BYTES } from './cache-entry.ts';

/**
 * A segment of the cache, one file, never changed once it has its name: a header, the keys in ascending order, then a record for each.
 *
 *     header   "CZEMBED1", dimensions u32, count u32, crc32 of those 16 bytes u32, 0 u32
 *     keys     count × 32 bytes
 *     records  count × (crc32 of key, tokens and vector u32; tokens u32; dimensions × f32)
 *
 * All little-endian. A record whose checksum is wrong is not there.
 */
export const HEADER_BYTES = 24;

const MAGIC = new TextEncoder().encode('CZEMBED1');
const RECORD_HEAD = 8;

/** Where things are in a segment. */
export interface SegmentLayout {
  readonly dimensions: number;
  readonly count: number;
}

/** Bytes of a record. */
export function recordBytes(dimensions: number): number {
  return RECORD_HEAD + 4 * dimensions;
}

/** Where a record begins. */
export function recordStart({ dimensions, count }: SegmentLayout, index: number): number {
  return HEADER_BYTES + count * KEY_BYTES + index * recordBytes(dimensions);
}

/** A segment's bytes; entries with equal keys become one. */
export function encodeSegment(entries: readonly CacheEntry[], dimensions: number): Uint8Array<ArrayBuffer> {
  const sorted = entries
    .toSorted((a, b) => Buffer.compare(a.key, b.key))
    .filter(({ key }, index, all) => index === 0 || Buffer.compare(key, all[index - 1]!.key) !== 0);
  const layout = { dimensions, count: sorted.length };
  const bytes = new Uint8Array(recordStart(layout, sorted.length));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, dimensions, true);
  view.setUint32(12, sorted.length, true);
  view.setUint32(16, crc32(bytes.subarray(0, 16)), true);
  sorted.forEach(({ key, tokens, vector }, index) => {
    bytes.set(key, HEADER_BYTES + index * KEY_BYTES);
    const start = recordStart(layout, index);
    view.setUint32(start + 4, tokens, true);
    vector.forEach((value, i) => {
      view.setFloat32(start + RECORD_HEAD + 4 * i, value, true);
    });
    view.setUint32(start, checksum(key, bytes.subarray(start, start + recordBytes(dimensions))), true);
  });
  return bytes;
}

/** What a header says; undefined where it is none, or one of a file of another length. */
export function decodeHeader(header: Uint8Array, fileBytes: number): SegmentLayout | undefined {
  if (header.length < HEADER_BYTES || MAGIC.some((byte, index) => header[index] !== byte)) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  if (view.getUint32(16, true) !== crc32(header.subarray(0, 16))) return undefined;
  const layout = { dimensions: view.getUint32(8, true), count: view.getUint32(12, true) };
  return recordStart(layout, layout.count) === fileBytes ? layout : undefined;
}

/** The entry a record holds; undefined where its checksum is wrong. */
export function decodeRecord(key: Uint8Array, record: Uint8Array, dimensions: number): CacheEntry | undefined {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (view.getUint32(0, true) !== checksum(key, record)) return undefined;
  const vector = Float32Array.from({ length: dimensions }, (_, i) => view.getFloat32(RECORD_HEAD + 4 * i, true));
  return { key, tokens: view.getUint32(4, true), vector };
}

/** Index of a key among sorted keys, −1 where it is not. */
export function indexOfKey(keys: Uint8Array, key: Uint8Array): number {
  let [low, high] = [0, keys.length / KEY_BYTES - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = Buffer.compare(keys.subarray(middle * KEY_BYTES, (middle + 1) * KEY_BYTES), key);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function checksum(key: Uint8Array, record: Uint8Array): number {
  return crc32(record.subarray(4), crc32(key));
}
