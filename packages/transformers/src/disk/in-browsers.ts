import { fail } from '@chainzrule/core';
import type * as Disk from './index.ts';

/** Stands where {@link Disk} stands, in a page: models of the hub are fetched and kept by the browser, and there are no files. */
const withoutFiles = (what: string): never =>
  fail('UNSUPPORTED', `${what}: a page has no files; name a model on the hub, and take what a model is by files()`);

/** Every name is one on the hub. @throws ChainzRuleError `UNSUPPORTED` for a path. */
export const locateEncoder: typeof Disk.locateEncoder = (source) =>
  /^\.{0,2}\//.test(source) || source.endsWith('.npy')
    ? withoutFiles(`the encoder ${source} is a path`)
    : { kind: 'hub', name: source };

/** No file can be read, so no hash is known. */
export const hashFiles: typeof Disk.hashFiles = async () => null;

/** The browser's own cache of what it fetched is the only one. */
export const readKeptFile: typeof Disk.readKeptFile = async () => undefined;
export const keepFile: typeof Disk.keepFile = async () => {};
export const keptPath: typeof Disk.keptPath = (_, __, name) => name;

export const soleTable: typeof Disk.soleTable = (folder) => withoutFiles(folder);
export const missingFiles: typeof Disk.missingFiles = (folder) => withoutFiles(folder);
export const staticEncoder: typeof Disk.staticEncoder = async (source) => withoutFiles(source);
export const readFolderFile: typeof Disk.readFolderFile = async (folder) => withoutFiles(folder);
export const openCheckpointFile: typeof Disk.openCheckpointFile = async (path) =>
  withoutFiles(`the checkpoint ${path}`);
export const writeFolder: typeof Disk.writeFolder = async (folder) => withoutFiles(`writing the folder ${folder}`);

/** Embeddings are not kept in a page. */
export const EmbeddingCache: typeof Disk.EmbeddingCache = class {
  constructor(folder: string) {
    withoutFiles(`the cache ${folder}`);
  }
} as unknown as typeof Disk.EmbeddingCache;
