import {
  checkTargets,
  checkTokens,
  describeValue,
  type EncoderLambdas,
  type EncoderModel,
  fail,
  type LabelledTokens,
} from '@chainzrule/core';

/** Checks batches and λ against the model. @throws ChainzRuleError `INVALID_ARGUMENT`, `SHAPE_MISMATCH`. */
export function checkStep(
  call: string,
  { encoder, network }: Omit<EncoderModel, 'tensors'>,
  batches: readonly LabelledTokens[],
  lambdas: EncoderLambdas,
): void {
  if (batches.length === 0) fail('INVALID_ARGUMENT', `${call}: there is no batch; at least one is needed`);
  for (const batch of batches) {
    checkTokens(call, encoder, batch);
    checkTargets(call, network, batch, batch.rows);
  }
  for (const [name, lambda] of Object.entries(lambdas)) {
    if (Number.isFinite(lambda) && lambda >= 0) continue;
    const found = `lambda of the ${name} is ${describeValue(lambda)}`;
    fail('INVALID_ARGUMENT', `${call}: ${found}; allowed: a finite number >= 0`);
  }
}

/** Checks that there is a learning rate for every depth. @throws ChainzRuleError `SHAPE_MISMATCH`, `INVALID_ARGUMENT`. */
export function checkRates({ encoder }: Omit<EncoderModel, 'tensors'>, rates: readonly number[]): void {
  const depths = encoder.layers + 2;
  if (rates.length !== depths) {
    const found = `${rates.length} learning rates`;
    fail('SHAPE_MISMATCH', `trainStep: ${found}; there are ${depths} depths, embeddings to network`);
  }
  const bad = rates.find((rate) => !(rate >= 0 && Number.isFinite(rate)));
  if (bad !== undefined)
    fail('INVALID_ARGUMENT', `trainStep: a learning rate is ${describeValue(bad)}; allowed: finite numbers >= 0`);
}
