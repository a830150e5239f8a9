import type { Batch } from '../contract/batch.ts';
import { fail } from '../errors/fail.ts';
import type { HeadSpec } from '../spec/network.ts';
import { isRowSource, type RowSource } from '../training/index.ts';
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
 * @throws ChainzRuleError as `train` does; `INVALID_ARGUMENT` for `cv` on rows that come piece by piece.
 */
export async function fitNetwork(
  settings: FitSettings,
  head: HeadSpec,
  rows: Batch | RowSource,
  context: FitContext,
): Promise<FittedNetwork> {
  const searched = settings.lambda === 'cv' && settings.penalty !== 'none' && settings.layers.length > 0;
  if (!searched) return await fitOnce(settings, head, rows, context);
  if (isRowSource(rows))
    fail(
      'INVALID_ARGUMENT',
      'lambda "cv" needs all rows at once, for its inner folds; give "auto", a number or a schedule',
    );
  const search = await searchLambda(settings, head, rows, context);
  return { ...(await fitOnce({ ...settings, lambda: search.lambda }, head, rows, context)), search };
}
