import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fail } from '@chainzrule/core';
import { readFileBounded } from '@chainzrule/core/node';

const CHUNK = 2 ** 19;
const MAX_BYTES = 2 ** 31 - 1;

/** The few commands that data travels by. */
export interface ByteStore {
  setBuffer(key: string, value: Buffer): Promise<unknown>;
  getBuffer(key: string): Promise<Buffer | null>;
}

/** Puts bytes into the queue's store in chunks, under their hash; what is there already is not sent again. */
export async function sendData(store: ByteStore, prefix: string, sha256: string, bytes: Uint8Array): Promise<void> {
  const chunks = Math.max(1, Math.ceil(bytes.byteLength / CHUNK));
  const header = await store.getBuffer(`${prefix}:data:${sha256}`);
  if (header?.toString() === `${bytes.byteLength}`) return;
  for (let i = 0; i < chunks; i++)
    await store.setBuffer(`${prefix}:data:${sha256}:${i}`, Buffer.from(bytes.subarray(i * CHUNK, (i + 1) * CHUNK)));
  // Last, so that a header means all chunks are there.
  await store.setBuffer(`${prefix}:data:${sha256}`, Buffer.from(`${bytes.byteLength}`));
}

/**
 * Fetches bytes by their hash: from a folder that all can reach (a file named by the hash), or from the queue's store.
 * @throws ChainzRuleError `INVALID_DATA` if they are not there, or not what the hash says.
 */
export async function fetchData(
  store: ByteStore,
  prefix: string,
  sha256: string,
  folder: string | undefined,
): Promise<Uint8Array> {
  const bytes =
    folder === undefined
      ? await fetchChunks(store, prefix, sha256)
      : await readFileBounded(join(folder, sha256), MAX_BYTES);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    fail('INVALID_DATA', `data ${sha256.slice(0, 12)}: the bytes found have the hash ${found.slice(0, 12)}`);
  return bytes;
}

async function fetchChunks(store: ByteStore, prefix: string, sha256: string): Promise<Uint8Array> {
  const header = await store.getBuffer(`${prefix}:data:${sha256}`);
  const size = header === null ? Number.NaN : Number(header.toString());
  if (!Number.isSafeInteger(size) || size < 0 || size > MAX_BYTES)
    fail('INVALID_DATA', `data ${sha256.slice(0, 12)} is not in the queue; run the driver again, it sends it`);
  const parts: Buffer[] = [];
  for (let i = 0; i * CHUNK < Math.max(size, 1); i++) {
    const part = await store.getBuffer(`${prefix}:data:${sha256}:${i}`);
    if (part === null || part.byteLength > CHUNK)
      fail('INVALID_DATA', `data ${sha256.slice(0, 12)}: chunk ${i} is missing or too large`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
