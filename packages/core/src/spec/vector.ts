import { z } from 'zod';
import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { Parameters, Tensor } from '../contract/parameters.ts';
import { fail } from '../errors/fail.ts';
import { type NetworkSpec, networkSchema } from './network.ts';
import type { OptimizerSpec } from './optimizer.ts';
import { parseDocument } from './parse.ts';

/** A golden vector, `chainzrule/vector@1`: a case with what an independent implementation computed for it. */
export interface GoldenVector {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  readonly batch: Batch;
  readonly lambda: number;
  readonly expected: {
    readonly logits: Matrix;
    readonly task: number;
    readonly penaltyPerLayer: Float64Array;
    readonly penalty: number;
    readonly loss: number;
    readonly gradients: Parameters;
    readonly layerNorms: Float64Array;
    readonly inputNorms: Float64Array;
    readonly tailRatio: { readonly layer: number; readonly input: number };
  };
  /** A few optimiser steps from `parameters`; loss and gradient norm (before clipping) of each, parameters after the last. */
  readonly training?: {
    readonly optimizer: OptimizerSpec;
    readonly learningRate: number;
    readonly steps: readonly {
      readonly rows: readonly number[];
      readonly lambda: number;
      readonly loss: number;
      readonly gradientNorm: number;
    }[];
    readonly expectedParameters: Parameters;
  };
}

const MARKS = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY } as const;

/** A number; a run that diverged holds non-finite ones, which plain JSON has no words for. */
const figure = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform((mark) => MARKS[mark])]);
const figures = z.array(figure).transform((values) => Float64Array.from(values));

const tensorSchema = z
  .strictObject({ shape: z.array(z.int().min(0)), data: figures })
  .refine(
    ({ shape, data }) => shape.reduce((size, dim) => size * dim, 1) === data.length,
    'as many numbers as the shape says',
  );
const tensorsSchema = z.record(z.string(), tensorSchema);
const matrixSchema = tensorSchema
  .refine(({ shape }) => shape.length === 2, 'a matrix, shape [rows, cols]')
  .transform(toMatrix);

const trainingSchema = z.strictObject({
  optimizer: z.enum(['adamw', 'sgd']),
  learningRate: z.number(),
  weightDecay: z.number(),
  beta1: z.number().optional(),
  beta2: z.number().optional(),
  epsilon: z.number().optional(),
  momentum: z.number().optional(),
  gradientClip: z.number().optional(),
  steps: z.array(
    z.strictObject({ rows: z.array(z.int().min(0)), lambda: z.number(), loss: figure, gradientNorm: figure }),
  ),
  expectedParameters: tensorsSchema,
});

const vectorSchema = z.strictObject({
  format: z.literal('chainzrule/vector@1'),
  name: z.string(),
  spec: networkSchema,
  parameters: tensorsSchema,
  x: matrixSchema,
  y: tensorSchema,
  weights: tensorSchema.optional(),
  lambda: z.number().min(0),
  expected: z.strictObject({
    logits: matrixSchema,
    task: figure,
    penaltyPerLayer: figures,
    penalty: figure,
    loss: figure,
    gradients: tensorsSchema,
    layerNorms: figures,
    inputNorms: figures,
    tailRatio: z.strictObject({ layer: figure, input: figure }),
  }),
  training: trainingSchema.optional(),
});

/**
 * Reads a golden vector from the text of its file. The bare words NaN, Infinity and -Infinity, which some writers of JSON emit, are read as numbers.
 * @throws ChainzRuleError `INVALID_DATA` when it is not JSON, `INVALID_SPEC` when it is another document.
 */
export function parseVector(text: string, name = 'the golden vector'): GoldenVector {
  const quoted = text.replace(/(?<=[[,:]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '"$&"');
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch (error) {
    fail('INVALID_DATA', `${name} is not JSON: ${(error as Error).message}`, { name }, error);
  }
  const {
    spec,
    x,
    y,
    weights,
    training,
    parameters,
    lambda,
    expected,
    name: ownName,
  } = parseDocument(vectorSchema, value, name);
  return {
    name: ownName,
    network: spec,
    parameters,
    batch: { x, y: y.shape.length === 2 ? toMatrix(y) : y.data, ...(weights && { weights: weights.data }) },
    lambda,
    expected,
    ...(training && { training: { ...training, optimizer: toOptimizer(training) } }),
  };
}

function toMatrix({ shape, data }: Tensor): Matrix {
  return { data, rows: shape[0]!, cols: shape[1]! };
}

function toOptimizer(training: z.infer<typeof trainingSchema>): OptimizerSpec {
  const { weightDecay, gradientClip, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentum = 0 } = training;
  return training.optimizer === 'sgd'
    ? { type: 'sgd', momentum, weightDecay, gradientClip }
    : { type: 'adamw', beta1, beta2, epsilon, weightDecay, gradientClip };
}
