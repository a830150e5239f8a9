import type { BertSpec } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { TfjsExecutor } from '../backend/tfjs-executor.ts';
import { type Attended, attend, attendBackward } from './attention.ts';
import { innerBackward, innerForward, penalisedBackward } from './inner-activation.ts';
import { layerNorm, layerNormBackward, type Normalised } from './layer-norm.ts';
import { type Gradients, linear, linearBackward } from './linear.ts';
import { released } from './scope.ts';
import type { DeviceTokens } from './tokens.ts';
import type { Weights } from './weights.ts';

/** What a block computes with. */
export interface BlockContext {
  readonly executor: TfjsExecutor;
  readonly spec: BertSpec;
  readonly weights: Weights;
  readonly tokens: DeviceTokens;
}

/** What a block leaves for the way back. */
export interface BlockPass {
  readonly input: tf.Tensor;
  readonly attended: Attended;
  /** After attention, its residual sum and its norm. */
  readonly middle: Normalised;
  /** The inner layer before its activation, [N, inner]. */
  readonly z: tf.Tensor;
  readonly inner: tf.Tensor;
  readonly output: Normalised;
}

/** One block of the encoder: `m = norm(x + attention(x))`, `norm(m + φ(m W₁ + b₁) W₂ + b₂)`. x: [N, H]. */
export function block({ executor, spec, weights, tokens }: BlockContext, at: string, input: tf.Tensor): BlockPass {
  const attended = attend(spec, weights, `${at}.attention`, tokens, input);
  const mapped = linear(weights, `${at}.attention.output.dense`, attended.mixed);
  const middle = layerNorm(weights, `${at}.attention.output.LayerNorm`, tf.add(mapped, input), spec.epsilon);
  const z = linear(weights, `${at}.intermediate.dense`, middle.value);
  const [inner] = released(executor.run('bert inner', innerForward, [z]));
  const outer = linear(weights, `${at}.output.dense`, inner!);
  const output = layerNorm(weights, `${at}.output.LayerNorm`, tf.add(outer, middle.value), spec.epsilon);
  return { input, attended, middle, z, inner: inner!, output };
}

/** What comes out of a block on the way back. */
export interface BlockBackward {
  /** ∂/∂x, [N, H]. */
  readonly input: tf.Tensor;
  /** The penalty of the inner layer, [1, 1], where there is one. */
  readonly penalty: tf.Tensor | undefined;
}

/** Back through {@link block}. `penaltyWeight`: λ over the number of penalised blocks, [1, 1]; undefined without a penalty. */
export function blockBackward(
  context: BlockContext,
  at: string,
  pass: BlockPass,
  gradient: tf.Tensor,
  penaltyWeight: tf.Tensor | undefined,
  gradients: Gradients,
): BlockBackward {
  const { spec, weights, tokens } = context;
  const outer = layerNormBackward(weights, `${at}.output.LayerNorm`, pass.output, gradient, gradients);
  const inner = linearBackward(weights, `${at}.output.dense`, pass.inner, outer, gradients);
  const { z, kernel, penalty } = innerGradient(context, at, pass, inner, penaltyWeight);
  const throughInner = linearBackward(weights, `${at}.intermediate.dense`, pass.middle.value, z, gradients);
  if (kernel !== undefined) {
    const name = `${at}.intermediate.dense.weight`;
    gradients.set(name, tf.add(gradients.get(name)!, kernel));
  }
  const toMiddle = tf.add(throughInner, outer);
  const middle = layerNormBackward(weights, `${at}.attention.output.LayerNorm`, pass.middle, toMiddle, gradients);
  const mixed = linearBackward(weights, `${at}.attention.output.dense`, pass.attended.mixed, middle, gradients);
  const through = attendBackward(spec, weights, `${at}.attention`, tokens, pass.input, pass.attended, mixed, gradients);
  return { input: tf.add(through, middle), penalty };
}

function innerGradient(
  { executor, weights, tokens }: BlockContext,
  at: string,
  { z }: BlockPass,
  gradient: tf.Tensor,
  penaltyWeight: tf.Tensor | undefined,
): { readonly z: tf.Tensor; readonly kernel?: tf.Tensor; readonly penalty: tf.Tensor | undefined } {
  if (penaltyWeight === undefined) {
    const [plain] = released(executor.run('bert inner back', innerBackward, [z, gradient]));
    return { z: plain!, penalty: undefined };
  }
  const inputs = [z, gradient, weights.get(`${at}.intermediate.dense.weight`)!, tokens.mask, penaltyWeight];
  const outputs = released(executor.run('bert inner back, penalised', penalisedBackward, inputs));
  return { z: outputs[0]!, kernel: outputs[1]!, penalty: outputs[2]! };
}
