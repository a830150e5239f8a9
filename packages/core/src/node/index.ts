export { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.ts';
export { type CheckpointFolder, openCheckpointFolder } from './checkpoint-folder.ts';
export { failIo } from './io-error.ts';
export { lockFolder } from './lock-folder.ts';
export { loadModel, MAX_MODEL_BYTES, saveModel } from './model-on-disk.ts';
export { readFileBounded } from './read-file-bounded.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
export { writeFolder } from './write-folder.ts';
