import type { EncoderLambdas, EncoderLossesV1, LabelledTokens } from '@chainzrule/core';

/** Losses of a batch as they come from the device. */
export type Losses = readonly [task: number, penalty: number, encoderPenalty: number];

/** The share of each batch in the whole: the sum of its rows' weights. */
export function sharesOf(batches: readonly LabelledTokens[]): number[] {
  const sums = batches.map(({ weights, rows }) => weights?.reduce((sum, weight) => sum + weight, 0) ?? rows);
  const all = sums.reduce((sum, weight) => sum + weight, 0);
  return sums.map((sum) => sum / all);
}

/** The weighted mean of the batches' losses, and their sum by the objective. */
export function totalLosses(
  parts: readonly Losses[],
  shares: readonly number[],
  lambdas: EncoderLambdas,
): EncoderLossesV1 {
  const mean = (index: number): number => parts.reduce((sum, part, at) => sum + shares[at]! * part[index]!, 0);
  const [task, penalty, encoderPenalty] = [mean(0), mean(1), mean(2)];
  return { loss: task + lambdas.network * penalty + lambdas.encoder * encoderPenalty, task, penalty, encoderPenalty };
}
