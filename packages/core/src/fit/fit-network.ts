import type { Batch } from '../contract/batch.ts';
import type { HeadSpec } from '../spec/network.ts';
import { type FitContext, fitOnce, type SingleFit } from './fit-once.ts';
import type { FitSettings } from './fit-settings.ts';
import { type LambdaSearch, searchLambda } from './lambda-search.ts';

/** A fitted network with everything that was decided on the way. */
export interface FittedNetwork extends SingleFit {
  /** The inner folds' scores, where λ was chosen by them. */
  readonly search?: LambdaSearch | undefined;
}

/**
 * Fits a network to prepared rows by the settings: λ by rule or inner folds, seeded initial parameters, training.
 * @throws ChainzRuleError as `train` does.
 */
export async function fitNetwork(
  settings: FitSettings,
  head: HeadSpec,
  rows: Batch,
  context: FitContext,
): Promise<FittedNetwork> {
  const searched = settings.lambda === 'cv' && settings.penalty !== 'none' && settings.layers.length > 0;
  if (!searched) return await fitOnce(settings, head, rows, context);
  const search = await searchLambda(settings, head, rows, context);
  return { ...(await fitOnce({ ...settings, lambda: search.lambda }, head, rows, context)), search };
}
