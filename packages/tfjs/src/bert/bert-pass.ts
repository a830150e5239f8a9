import { bertLayer } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { type BlockContext, type BlockPass, block, blockBackward } from './block.ts';
import { embed, embedBackward } from './embeddings.ts';
import type { Normalised } from './layer-norm.ts';
import type { Gradients } from './linear.ts';
import { scoped } from './scope.ts';

/** A forward pass with what the trained depths left for the way back. */
export interface BertPass {
  /** Last hidden states, [N, H]. */
  readonly hidden: tf.Tensor;
  /** Undefined where the depth is frozen. */
  readonly embedded: Normalised | undefined;
  readonly blocks: readonly (BlockPass | undefined)[];
}

/** Runs the encoder; depths below `frozen` leave nothing. The caller's scope frees what is left. */
export function bertForward(context: BlockContext, frozen: number): BertPass {
  const { spec, weights, tokens } = context;
  const embedded = frozen > 0 ? undefined : scoped(() => embed(spec, weights, tokens));
  let hidden = embedded?.value ?? scoped(() => embed(spec, weights, tokens).value);
  const blocks = Array.from({ length: spec.layers }, (_, layer): BlockPass | undefined => {
    const input = hidden;
    if (layer + 1 < frozen) {
      hidden = scoped(() => block(context, bertLayer(layer), input).output.value);
      input.dispose();
      return undefined;
    }
    const pass = scoped(() => block(context, bertLayer(layer), input));
    hidden = pass.output.value;
    return pass;
  });
  return { hidden, embedded, blocks };
}

/** The last hidden states alone, [N, H]. */
export function bertHidden(context: BlockContext): tf.Tensor {
  return bertForward(context, context.spec.layers + 1).hidden;
}

/**
 * Back through the trained depths; each frees what it had left. `gradient`: ∂/∂hidden; `lambda`: that of the encoder's penalty, undefined
 * without one. Returns the penalty, the mean over the trained blocks.
 */
export function bertBackward(
  context: BlockContext,
  pass: BertPass,
  gradient: tf.Tensor,
  lambda: number | undefined,
  gradients: Gradients,
): tf.Tensor | undefined {
  const trained = pass.blocks.filter((entry) => entry !== undefined).length;
  const penaltyWeight = lambda === undefined ? undefined : tf.fill([1, 1], lambda / Math.max(trained, 1));
  const penalties: tf.Tensor[] = [];
  let upstream = gradient;
  for (const [layer, entry] of [...pass.blocks.entries()].reverse()) {
    if (entry === undefined) break;
    const { input, penalty, own } = scoped(() => {
      const made: Gradients = new Map();
      const back = blockBackward(context, bertLayer(layer), entry, upstream, penaltyWeight, made);
      return { ...back, own: Object.fromEntries(made) };
    });
    tf.dispose(entry as unknown as tf.TensorContainer);
    upstream.dispose();
    upstream = input;
    if (penalty !== undefined) penalties.push(penalty);
    for (const [name, tensor] of Object.entries(own)) gradients.set(name, tensor);
  }
  if (pass.embedded !== undefined) {
    embedBackward(context.spec, context.weights, context.tokens, pass.embedded, upstream, gradients);
  }
  return penalties.length === 0 ? undefined : tf.div(tf.addN(penalties), penalties.length);
}
