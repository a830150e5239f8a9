export { takeRows } from './batch-rows.ts';
export type { CheckpointOptions, TrainingCheckpoint } from './checkpoint.ts';
export type { EpochRecord } from './epoch-record.ts';
export { extentOf, isRowSource, type RowSource } from './row-source.ts';
export { train } from './train.ts';
export type { TrainingOptions, TrainingResult } from './training-options.ts';
