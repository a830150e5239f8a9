export { epochFigures, finite } from './figures.ts';
export { normFigures } from './norm-figures.ts';
export { pooledFigures } from './pooled-figures.ts';
export type {
  CalibrationFigures,
  EpochFigures,
  Figure,
  FoldRecord,
  NetworkRecord,
  NormFigures,
  PooledFigures,
  QuantityFigures,
  RunRecord,
  TextFigures,
} from './record.ts';
export { parseRecord, recordSchema } from './record-schema.ts';
