export { balancedWeights } from './class-weights.ts';
export { fitPreparation, type PreparationOptions } from './fit-preparation.ts';
export { kFolds, type Split, type SplitRows, split } from './folds.ts';
export { inferTask, type Task } from './infer-task.ts';
export type { MissingCode } from './missing-code.ts';
export {
  type CategoricalPreparation,
  type ClassTarget,
  type ColumnPreparation,
  featureNames,
  type NumericPreparation,
  type Preparation,
  parsePreparation,
  preparationSchema,
  type RegressionTarget,
  type TargetPreparation,
} from './preparation.ts';
export { type ColumnMatch, matchColumns, prepareFeatures } from './prepare-features.ts';
export { resolveColumn } from './resolve-column.ts';
export { separateTarget } from './separate-target.ts';
export { byCodePoints } from './statistics.ts';
export { syntheticTable } from './synthetic-table.ts';
export type { CategoricalColumn, Column, NumericColumn, Table } from './table.ts';
export { TableBuilder, type TableBuilderOptions } from './table-builder.ts';
export { type Cell, tableFromMatrix, tableFromRows } from './table-from-rows.ts';
export { prepareTargets, restoreTargets } from './target.ts';
