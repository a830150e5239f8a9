import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@chainzrule/core/node';
import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import type { OnWarning } from '../warning.ts';
import type { CacheEntry, VectorStore } from './cache-entry.ts';
import { encodeSegment } from './segment.ts';
import { openSegment } from './segment-file.ts';

const ENDING = '.segment';
/** Segments with fewer entries are small; this many of them become one. */
const SMALL = 1024;
const MERGED = 16;
/** A temporary file as old as this belongs to a process that has died. */
const ABANDONED_MS = 3_600_000;

/**
 * Vectors on disk, in a folder of `folder` of their own for each encoder (its identity and device, of which only the source's name may
 * differ where the files' hash is known).
 *
 * Files are written whole under a name that no other process uses, and never changed, so a crash loses at most what was being
 * written and any number of processes can share a folder; each record has a checksum, and one that fails is encoded anew. Small
 * files are merged now and then. Nothing of it stays in memory between calls.
 */
export class EmbeddingCache implements VectorStore {
  readonly #folder: string;
  readonly #encoder: SentenceEncoder;
  readonly #onWarning: OnWarning;

  constructor(folder: string, encoder: SentenceEncoder, onWarning: OnWarning) {
    this.#folder = join(folder, folderName(encoder));
    this.#encoder = encoder;
    this.#onWarning = onWarning;
  }

  async find(keys: readonly Uint8Array[]): Promise<(CacheEntry | undefined)[]> {
    const found = new Array<CacheEntry | undefined>(keys.length).fill(undefined);
    for (const path of await this.#segments()) {
      const open = keys.map((_, position) => position).filter((position) => found[position] === undefined);
      if (open.length === 0) break;
      await using segment = await openSegment(path, this.#encoder.dimensions);
      const hits = await segment?.find(open.map((position) => keys[position]!)).catch(() => undefined);
      hits?.forEach((entry, index) => {
        found[open[index]!] = entry;
      });
    }
    return found;
  }

  async add(entries: readonly CacheEntry[]): Promise<void> {
    if (entries.length === 0) return;
    try {
      await mkdir(this.#folder, { recursive: true });
      await this.#write(entries);
      await this.#describe();
      await this.#merge();
    } catch (error) {
      // Embeddings are there; that they cannot be kept (a full disk, say) costs time later, no result now.
      const message = `embeddings cannot be kept in ${this.#folder}: ${(error as Error).message}; they will be computed anew`;
      this.#onWarning({ code: 'CACHE_UNUSABLE', message, details: { folder: this.#folder } });
    }
  }

  async #write(entries: readonly CacheEntry[]): Promise<void> {
    const bytes = encodeSegment(entries, this.#encoder.dimensions);
    await writeFileAtomic(join(this.#folder, `${randomUUID()}${ENDING}`), bytes);
  }

  async #segments(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING)).map((name) => join(this.#folder, name));
  }

  /** Says for people what the folder holds. */
  async #describe(): Promise<void> {
    const path = join(this.#folder, 'encoder.json');
    if ((await stat(path).catch(() => undefined)) !== undefined) return;
    const { identity, device, dimensions } = this.#encoder;
    await writeFileAtomic(path, `${JSON.stringify({ ...identity, device, dimensions }, null, 2)}\n`);
  }

  async #merge(): Promise<void> {
    const paths = await this.#segments();
    if (paths.length < MERGED) return;
    const entries: CacheEntry[] = [];
    const merged: string[] = [];
    for (const path of paths) {
      await using segment = await openSegment(path, this.#encoder.dimensions);
      if (segment === undefined || segment.layout.count >= SMALL) continue;
      entries.push(...(await segment.all().catch(() => [])));
      merged.push(path);
    }
    if (merged.length < MERGED) return;
    await this.#write(entries);
    // Only now: whoever looks in between finds an entry twice, never not at all.
    for (const path of merged) await rm(path, { force: true });
    await this.#removeAbandoned();
  }

  async #removeAbandoned(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith('.tmp')) continue;
      const path = join(this.#folder, name);
      const info = await stat(path).catch(() => undefined);
      if (info !== undefined && Date.now() - info.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    }
  }
}

/** A name that follows from everything a vector depends on; the files' hash stands for their place. */
function folderName({ identity, device, dimensions }: SentenceEncoder): string {
  const { source, ...rest } = identity;
  const known = typeof identity['sha256'] === 'string' ? rest : { source, ...rest };
  const parts = Object.entries({ ...known, device, dimensions }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
