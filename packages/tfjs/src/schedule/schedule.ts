import type { Shape } from '@chainzrule/core';

/** The name under which programs of our own stand in a schedule. */
export const FUSED: string = 'ChainzRuleFused';

/** Attributes of a kernel, as TensorFlow.js takes them. */
export type Attributes = Readonly<Record<string, number | boolean | string | readonly number[]>>;

/** A program of our own: statements that compute element `index` of its result, [size], from tensors A0, A1, … [·] and numbers of the host. */
export interface FusedProgram {
  readonly statements: string;
  readonly result: string;
  readonly inputs: number;
  readonly size: number;
  /** The program's scalars, each from the numbers of the step. */
  readonly scalars: readonly ((row: Float64Array) => number)[];
}

/**
 * One call of a kernel. Values are numbered; the inputs are named as the kernel names them, or listed. A `Reshape` is the same data under
 * another shape.
 */
export interface KernelCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, number>> | readonly number[];
  readonly attributes: Attributes;
  readonly outputs: readonly number[];
  /** What a call of the kernel {@link FUSED} runs. */
  readonly program?: FusedProgram;
  /** Values that nothing needs any more once this call is done. */
  readonly lastUses: readonly number[];
}

/** A number array that a schedule needs beside its inputs. */
export interface ConstantValue {
  readonly value: number;
  readonly data: Float32Array;
  readonly shape: Shape;
}

/** A single number that the host computes from the numbers of each step. */
export interface ScalarValue {
  readonly value: number;
  readonly shape: Shape;
  compute(row: Float64Array): number;
}

/** A function as kernel calls in order. The inputs are the values 0 … inputs − 1. */
export interface Schedule {
  readonly inputCount: number;
  readonly valueCount: number;
  readonly constants: readonly ConstantValue[];
  readonly scalars: readonly ScalarValue[];
  readonly calls: readonly KernelCall[];
  /** Each a value of its own that a call makes, in its function's shape. */
  readonly outputs: readonly number[];
}
