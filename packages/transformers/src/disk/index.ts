/** All of this package that touches files, imported as `#disk`. Bundlers for the browser take `in-browsers.ts` in its place (package.json, `imports`). */
export { writeFolder } from '@chainzrule/core/node';
export { EmbeddingCache } from '../cache/embedding-cache.ts';
export { hashFiles, locateEncoder, missingFiles, soleTable } from '../encoder/encoder-files.ts';
export { staticEncoder } from '../encoder/static-encoder.ts';
export { openCheckpointFile } from '../fine-tune/checkpoint-file.ts';
export { keepFile, keptPath, readFolderFile, readKeptFile } from './pretrained-file.ts';
