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
 * Learns the preparation and the network from some rows of a table. The epoch with the best loss on the `watched` rows is kept; without
 * such, `patience` sets 15 % of the training rows aside for early stopping.
 * @throws ChainzRuleError as `fitPreparation` and `train` do.
 */
export async function fitRows(
  table: Table,
  options: Omit<PreparationOptions, 'rows'>,
  rows: Int32Array,
  settings: FitSettings,
  context: Omit<FitContext, 'validation'>,
  watched?: Int32Array,
): Promise<{ readonly preparation: Preparation; readonly fitted: FittedNetwork }> {
  const preparation = fitPreparation(table, { ...options, rows });
  const batchOf = (chosen: Int32Array): Batch => ({
    x: prepareFeatures(preparation, table, chosen),
    y: prepareTargets(preparation, table, chosen),
  });
  const all = batchOf(rows);
  const stratified = preparation.target.task !== 'regression';
  const aside = watched === undefined && settings.patience !== null;
  const { fitting, validation } = aside
    ? setAside(all, undefined, settings.seed, stratified)
    : { fitting: all, validation: watched && batchOf(watched) };
  return { preparation, fitted: await fitNetwork(settings, headOf(preparation), fitting, { ...context, validation }) };
}
