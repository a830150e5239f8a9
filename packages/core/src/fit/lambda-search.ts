import type { Batch } from '../contract/batch.ts';
import { kFolds } from '../data/index.ts';
import { ChainzRuleError } from '../errors/index.ts';
import { Rng } from '../random/index.ts';
import type { HeadSpec } from '../spec/network.ts';
import { takeRows } from '../training/batch-rows.ts';
import { validationLoss } from '../training/validation-loss.ts';
import { LAMBDA_GRID } from './auto-rules.ts';
import { type FitContext, fitOnce } from './fit-once.ts';
import type { FitSettings } from './fit-settings.ts';

const INNER_FOLDS = 3;

/** λ chosen by inner cross-validation, with the mean held-out task loss of each candidate. */
export interface LambdaSearch {
  readonly lambda: number;
  readonly folds: number;
  readonly candidates: readonly { readonly lambda: number; readonly loss: number }[];
}

/**
 * Chooses λ from {.03, .1, .35, 1.2}·√(100/n) by 3 folds of the training rows: the lowest mean held-out task loss wins.
 * A candidate whose training diverges counts as infinitely bad. Costs 12 fits.
 */
export async function searchLambda(
  settings: FitSettings,
  head: HeadSpec,
  rows: Batch,
  context: FitContext,
): Promise<LambdaSearch> {
  const count = rows.x.rows;
  const classes = head.type !== 'regression' && rows.y instanceof Float64Array ? rows.y : undefined;
  const rng = Rng.fromSeed(settings.seed).fork('lambda search');
  const folds = kFolds(classes ?? count, { folds: Math.min(INNER_FOLDS, count), rng });
  const candidates: { lambda: number; loss: number }[] = [];
  for (const [candidate, multiple] of LAMBDA_GRID.entries()) {
    const lambda = multiple * Math.sqrt(100 / count);
    let loss = 0;
    for (const [fold, { train, test }] of folds.entries()) {
      const held = takeRows(rows, test);
      const { checkpoints } = context;
      const own = checkpoints && {
        ...checkpoints,
        name: `${checkpoints.name}.lambda-${candidate + 1}.fold-${fold + 1}`,
      };
      loss +=
        ((await heldOutLoss({ ...settings, lambda }, head, takeRows(rows, train), held, {
          ...context,
          checkpoints: own,
        })) *
          test.length) /
        count;
    }
    candidates.push({ lambda, loss });
  }
  const best = candidates.reduce((a, b) => (b.loss < a.loss ? b : a));
  return { lambda: best.lambda, folds: folds.length, candidates };
}

async function heldOutLoss(
  settings: FitSettings,
  head: HeadSpec,
  rows: Batch,
  held: Batch,
  context: FitContext,
): Promise<number> {
  const { backend, signal, checkpoints } = context;
  try {
    const { plan, parameters } = await fitOnce(settings, head, rows, { backend, signal, checkpoints });
    await using program = await backend.compile(plan.network, parameters);
    const loss = await validationLoss(program, held);
    return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
  } catch (error) {
    if (ChainzRuleError.isInstance(error) && error.code === 'DIVERGED') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
