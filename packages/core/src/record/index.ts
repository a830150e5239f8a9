export { epochFigures, finite } from './figures.ts';
export type { EpochFigures, Figure, FoldRecord, NetworkRecord, QuantityFigures, RunRecord } from './record.ts';
export { parseRecord, recordSchema } from './record-schema.ts';
