import type { BertSpec } from '../encoder/bert-spec.ts';
import type { SafeTensor } from '../model-file/safetensors.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { AdamWSpec } from '../spec/optimizer.ts';
import type { Batch } from './batch.ts';
import type { Matrix } from './matrix.ts';

/** Texts as token ids, padded on the right to one length; every token is of segment 0. */
export interface TokenBatch {
  /** [rows, length] row-major, 0 … vocabulary − 1. */
  readonly ids: Int32Array;
  /** Tokens of each row, 1 … length; what follows them is padding. */
  readonly lengths: Int32Array;
  readonly rows: number;
  readonly length: number;
}

/** Texts with their targets; `y` and `weights` are those of a {@link Batch}. */
export interface LabelledTokens extends TokenBatch, Pick<Batch, 'y' | 'weights'> {}

/** Tensors by name: those of the encoder as `bertShapes` names and shapes them, those of the network as `tensorShapes` does. */
export type EncoderTensors = ReadonlyMap<string, SafeTensor>;

/** An encoder with a network on its pooled output: what is trained as a whole. */
export interface EncoderModel {
  readonly encoder: BertSpec;
  /** `inputs` is the encoder's `hidden`. */
  readonly network: NetworkSpec;
  readonly tensors: EncoderTensors;
}

/** What about the training is fixed when a program is made. */
export interface EncoderTraining {
  /** Decay falls on linear kernels and embeddings, not on biases and layer norms. */
  readonly optimizer: AdamWSpec;
  /** Depths that stay as they are, from below: 0 none, 1 the embeddings, 1 + n the first n layers too. They carry no gradient or moment. */
  readonly frozen: number;
  /**
   * The derivative penalty on the encoder's inner activations: `local` is the mean over the trained layers of
   * `mean_{b,t} Σ_i D²_{b,t,i} ‖w_i‖²` over the tokens that are no padding, D = φ′ of the inner layer, w_i its kernel's columns.
   */
  readonly penalty: 'local' | 'none';
}

/** λ of the network's penalty and of the encoder's. */
export interface EncoderLambdas {
  readonly network: number;
  readonly encoder: number;
}

/** One evaluation: `loss = task + λ_network · penalty + λ_encoder · encoderPenalty`. */
export interface EncoderLossesV1 {
  readonly loss: number;
  readonly task: number;
  readonly penalty: number;
  readonly encoderPenalty: number;
}

/** Parameters, moments of the trained tensors, and the optimiser steps done. */
export interface EncoderStateV1 {
  readonly tensors: EncoderTensors;
  readonly first: EncoderTensors;
  readonly second: EncoderTensors;
  readonly step: number;
}

/** An encoder and its network on a device. Every method rejects with a ChainzRuleError, as those of `ProgramV1` do. */
export interface EncoderProgramV1 extends AsyncDisposable {
  /** Last hidden states [rows · length, hidden]; those of padding mean nothing. */
  encode(tokens: TokenBatch): Promise<Matrix>;
  /** What the network takes: the pooled output of each text, [rows, hidden]. */
  features(tokens: TokenBatch): Promise<Matrix>;
  /** Logits [rows, logits] of the network. */
  forward(tokens: TokenBatch): Promise<Matrix>;
  /** Losses and the gradient of every trained tensor on one batch; changes nothing. */
  evaluate(
    batch: LabelledTokens,
    lambdas: EncoderLambdas,
  ): Promise<EncoderLossesV1 & { readonly gradients: EncoderTensors }>;
  /**
   * One optimiser step on the mean of the batches' objectives, each weighted by the total weight of its rows (so that several small
   * batches stand for a large one). `learningRates`: one per depth, embeddings first ([layers + 2], see `depthOf`). If it rejects, the
   * state is that before the call; a device that fails in the middle of the update (out of memory) leaves the program disposed.
   */
  trainStep(
    batches: readonly LabelledTokens[],
    lambdas: EncoderLambdas,
    learningRates: readonly number[],
  ): Promise<EncoderLossesV1 & { readonly gradientNorm: number }>;
  /** A copy of the parameters. */
  parameters(): Promise<EncoderTensors>;
  /** A copy of the whole state: three times as much. */
  snapshot(): Promise<EncoderStateV1>;
  /** Replaces the state. */
  restore(state: EncoderStateV1): Promise<void>;
}

/** What puts encoders on a device to be trained. An adapter exports a function that creates one. */
export interface TrainableEncoderV1 {
  readonly contract: 'chainzrule/trainable-encoder@1';
  /** `tfjs-webgpu`, … */
  readonly name: string;
  /** What really computes. */
  readonly device: string;
  /** @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`, `INVALID_ARGUMENT`. */
  compile(model: EncoderModel, training: EncoderTraining): Promise<EncoderProgramV1>;
}

/** Writes an encoder and its network as a file that another runtime runs: ONNX. */
export type EncoderWriter = (model: EncoderModel) => Uint8Array<ArrayBuffer>;
