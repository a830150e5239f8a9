import type { Batch } from '../contract/batch.ts';
import {
  fitPreparation,
  type Preparation,
  type PreparationOptions,
  prepareFeatures,
  prepareTargets,
  type Table,
} from '../data/index.ts';
import { type FitContext, type FitSettings, type FittedNetwork, fitNetwork } from '../fit/index.ts';
import { headOf } from './scores.ts';
import { setAside } from './set-aside.ts';

/**
 * Learns the preparation and the network from some rows of a table. With `patience`, 15 % of them are set aside for early stopping.
 * @throws ChainzRuleError as `fitPreparation` and `train` do.
 */
export async function fitRows(
  table: Table,
  options: Omit<PreparationOptions, 'rows'>,
  rows: Int32Array,
  settings: FitSettings,
  context: Omit<FitContext, 'validation'>,
): Promise<{ readonly preparation: Preparation; readonly fitted: FittedNetwork }> {
  const preparation = fitPreparation(table, { ...options, rows });
  const all: Batch = { x: prepareFeatures(preparation, table, rows), y: prepareTargets(preparation, table, rows) };
  const stratified = preparation.target.task !== 'regression';
  const parts = settings.patience === null ? { fitting: all } : setAside(all, undefined, settings.seed, stratified);
  const { fitting, validation } = { validation: undefined, ...parts };
  return { preparation, fitted: await fitNetwork(settings, headOf(preparation), fitting, { ...context, validation }) };
}
