import { describeValue, fail } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';

/** The arguments of `model.fit` that `withDreg(model, …).fit` takes, with the same meanings and defaults. */
export interface DregFitOptions {
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly shuffle?: boolean | undefined;
  readonly validationData?: readonly [x: tf.Tensor, y: tf.Tensor] | undefined;
  readonly callbacks?: tf.Callback | readonly tf.Callback[] | tf.CustomCallbackArgs | undefined;
}

/** Arguments of `model.fit` that would change what is trained, and what stands in for them. */
const NOT_TAKEN: Readonly<Record<string, string>> = {
  validationSplit: 'pass validationData instead',
  validationSteps: 'validationData is used whole',
  classWeight: 'repeat rows instead',
  sampleWeight: 'repeat rows instead',
  initialEpoch: 'give the epochs that are left',
  stepsPerEpoch: 'an epoch is all rows',
};

/** @throws ChainzRuleError `UNSUPPORTED` naming what is not taken: passed over in silence it would train something else. */
export function refuseOthers(options: DregFitOptions): void {
  for (const [name, instead] of Object.entries(NOT_TAKEN))
    if ((options as Readonly<Record<string, unknown>>)[name] != null)
      fail('UNSUPPORTED', `fit: withDreg does not take ${name}; ${instead}`);
}

/** @throws ChainzRuleError `UNSUPPORTED` for callbacks of batches. */
export function callbackList(given: DregFitOptions['callbacks']): tf.Callback[] {
  if (given === undefined) return [];
  const list = Array.isArray(given)
    ? (given as readonly tf.Callback[])
    : [given as tf.Callback | tf.CustomCallbackArgs];
  return list.map((callback) => {
    if (callback instanceof tf.Callback || callback instanceof tf.CustomCallback) return callback as tf.Callback;
    const { onBatchBegin, onBatchEnd, onYield } = callback as tf.CustomCallbackArgs;
    if (onBatchBegin ?? onBatchEnd ?? onYield)
      fail('UNSUPPORTED', 'fit: an epoch is one call of the device, so there are no batch callbacks; use onEpochEnd');
    return new tf.CustomCallback(callback as tf.CustomCallbackArgs, 'never') as unknown as tf.Callback;
  });
}

/** @throws ChainzRuleError `INVALID_ARGUMENT` unless it is an integer of at least 1. */
export function countOf(name: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    fail('INVALID_ARGUMENT', `fit: ${name} is ${describeValue(value)}; it must be an integer >= 1`);
  return value as number;
}
