import {
  type Batch,
  ChainzRuleError,
  classProbabilities,
  type FitSettings,
  fitPlan,
  fitSettings,
  type HeadSpec,
  initialParameters,
  type NetworkSpec,
  type Parameters,
  Rng,
  type Schedule,
  train,
} from '@chainzrule/core';
import type { Regularizer } from '../baselines/regularizer.ts';
import type { ScienceBackend } from './computers.ts';
import { type FittedModel, frequencyModel } from './fitted-model.ts';
import type { NetworkMethod } from './method.ts';

/** What a protocol says about every network of an experiment. */
export interface NetworkProtocol {
  readonly layers: readonly number[];
  readonly batchSize: number;
  readonly steps: number;
}

/** A network to train on prepared rows. */
export interface NetworkFit {
  readonly method: NetworkMethod;
  /** The value of the tuned parameter; undefined where nothing is tuned. */
  readonly value: number | undefined;
  readonly protocol: NetworkProtocol;
  readonly head: HeadSpec;
  readonly rows: Batch;
  readonly seed: number;
  /** λ over the run, in the place of the method's own. */
  readonly lambda?: Schedule | undefined;
}

/** A trained network, or the class frequencies where training diverged. */
export interface FittedNetworkMethod {
  readonly model: FittedModel;
  readonly diverged: boolean;
}

/** Trains a network method with one value of its tuned parameter. */
export async function fitNetworkMethod(fit: NetworkFit, backend: ScienceBackend): Promise<FittedNetworkMethod> {
  const { head, rows, seed } = fit;
  const resolved = resolve(fit);
  const { plan } = resolved;
  const parameters = initialParameters(plan.network, Rng.fromSeed(seed).fork('initial parameters'));
  const own = resolved.regularizer === undefined ? backend.plain : backend.regularized(resolved.regularizer, seed);
  try {
    const { state } = await train({ ...plan, backend: own, parameters, rows, lambda: resolved.lambda, seed });
    return { model: await networkModel(backend, plan.network, head, state.parameters), diverged: false };
  } catch (error) {
    if (!ChainzRuleError.isInstance(error) || error.code !== 'DIVERGED') throw error;
    const classes = head.type === 'categorical' ? head.classes : 2;
    return { model: frequencyModel(rows.y as Float64Array, classes), diverged: true };
  }
}

function resolve({ method, value, protocol, head, rows, seed, lambda: schedule }: NetworkFit) {
  const { tuning, regularizer } = method;
  const count = rows.x.rows;
  const batchSize = Math.min(protocol.batchSize, count);
  const share = tuning.parameter === 'duration' ? value! : 1;
  const changes: Partial<FitSettings> = {
    layers: protocol.layers,
    batchSize,
    epochs: Math.max(1, Math.ceil((share * protocol.steps * batchSize) / count)),
    seed,
    ...method.settings,
    ...(tuning.parameter === 'weightDecay' && { weightDecay: value! }),
  };
  const strength = tuning.parameter === 'lambda' && value !== undefined ? value * Math.sqrt(100 / count) : undefined;
  const settings = fitSettings(
    strength === undefined || regularizer !== undefined ? changes : { ...changes, lambda: strength },
  );
  const plan = fitPlan(settings, head, rows.x.cols, count);
  const lambda = schedule ?? (regularizer === undefined ? plan.lambda : (strength ?? 0));
  return { plan, lambda, regularizer: regularizerOf(regularizer, value) };
}

function regularizerOf(type: NetworkMethod['regularizer'], value: number | undefined): Regularizer | undefined {
  if (type === undefined) return undefined;
  if (type === 'dropout') return { type, rate: value! };
  return type === 'spectralNorm' ? { type, bound: value! } : { type };
}

async function networkModel(
  { plain }: ScienceBackend,
  network: NetworkSpec,
  head: HeadSpec,
  parameters: Parameters,
): Promise<FittedModel> {
  if (head.type === 'regression') throw new Error('the science protocols are about classification');
  const program = await plain.compile(network, parameters);
  return {
    predict: async (x) => classProbabilities(head, await program.forward(x)),
    derivativeNorms: (x) => program.derivativeNorms(x),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
