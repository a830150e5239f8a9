import {
  type BertSpec,
  bertShapes,
  type EncoderTensors,
  fitPlan,
  fitSettings,
  initialParameters,
  type NetworkSpec,
  Rng,
} from '@chainzrule/core';
import { headOf } from './class-labels.ts';
import type { FineTuneSettings, HeadSettings } from './fine-tune-settings.ts';

/** What the start of a training depends on. */
export interface InitialParts {
  readonly start: { readonly spec: BertSpec; readonly tensors: EncoderTensors };
  readonly settings: FineTuneSettings;
  readonly head: HeadSettings;
  readonly ordinal: boolean;
}

/** Where a training starts. */
export interface InitialModel {
  readonly network: NetworkSpec;
  /** λ of the network's penalty. */
  readonly lambda: number;
  readonly tensors: EncoderTensors;
}

/** The network for these classes and all tensors: the encoder's as pretrained, the network's seeded. */
export function initialModel(
  { start, settings, head, ordinal }: InitialParts,
  classes: number,
  texts: number,
): InitialModel {
  const complete = fitSettings(head);
  const plan = fitPlan(complete, headOf(classes, ordinal), start.spec.hidden, texts);
  const stream = Rng.fromSeed(settings.seed).fork('network');
  const own = initialParameters(plan.network, stream, { coefficients: complete.initial });
  const encoder = [...bertShapes(start.spec).keys()].map((name) => [name, start.tensors.get(name)!] as const);
  // `auto` and numbers stay numbers: a schedule is no setting of a head.
  const lambda = plan.lambda as number;
  return { network: plan.network, lambda, tensors: new Map([...encoder, ...Object.entries(own)]) };
}
