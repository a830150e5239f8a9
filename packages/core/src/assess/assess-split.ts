import type { DerivativeNormsV1 } from '../contract/evaluation.ts';
import type { Matrix } from '../contract/matrix.ts';
import {
  type Preparation,
  type PreparationOptions,
  prepareFeatures,
  prepareTargets,
  type Split,
  type Table,
} from '../data/index.ts';
import type { FitContext, FitSettings, FittedNetwork } from '../fit/index.ts';
import { type TailRatio, tailRatio } from '../tail-ratio/index.ts';
import { fitRows } from './fit-rows.ts';
import { layerNorms } from './layer-norms.ts';
import { type Scores, scorePredictions } from './scores.ts';

/** One network trained on one split's training rows and looked at on its test rows. */
export interface Assessment {
  readonly preparation: Preparation;
  readonly fitted: FittedNetwork;
  readonly scores: Scores;
  /** Tail ratios over the test rows' inputs; their labels play no part. */
  readonly tailRatio: { readonly layer: TailRatio; readonly input: TailRatio };
  /** Prepared test targets and the network's logits there. */
  readonly targets: Float64Array;
  readonly logits: Matrix;
  /** Derivative norms of every test row. */
  readonly norms: DerivativeNormsV1;
  /** [layers] root mean square over the test rows of ‖diag(D_l) W_lᵀ‖_F. */
  readonly layerNorms: Float64Array;
}

/**
 * Trains by the settings on a split's training rows and scores on its test rows. Preparation, λ and the epoch follow from
 * training rows alone (the epoch also from the split's `validation` rows, where it has such); with `patience`, 15 % of the training rows are
 * set aside for early stopping otherwise.
 */
export async function assessSplit(
  table: Table,
  options: Omit<PreparationOptions, 'rows'>,
  { train, test, validation }: Split,
  settings: FitSettings,
  context: Omit<FitContext, 'validation'>,
): Promise<Assessment> {
  const { preparation, fitted } = await fitRows(table, options, train, settings, context, validation);
  await using program = await context.backend.compile(fitted.plan.network, fitted.parameters);
  const x = prepareFeatures(preparation, table, test);
  const targets = prepareTargets(preparation, table, test);
  const logits = await program.forward(x);
  const norms = await program.derivativeNorms(x);
  return {
    preparation,
    fitted,
    scores: scorePredictions(preparation, targets, logits),
    tailRatio: { layer: tailRatio(norms.layer), input: tailRatio(norms.input) },
    targets,
    logits,
    norms,
    layerNorms: await layerNorms(context.backend, fitted.plan.network, fitted.parameters, { x, y: targets }),
  };
}
