import { type ArithmeticV1, type GraphNode, type Shape, type TensorFunction, trace } from '@chainzrule/core';
import { constantErrors } from './constant-errors.ts';
import { GraphRun } from './graph-run.ts';
import { findKinks, forced, type Kink, kinkNodes } from './kinks.ts';
import { nodeError, termsOf } from './node-error.ts';
import { RandomSigns } from './random-signs.ts';

/** Disturbed runs behind every tolerance. */
const RUNS = 16;

/** A tensor as it enters a function. */
export interface GivenTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** What float64 says a function gives, and how far the backend's rounding may move it. */
export interface Judged {
  readonly expected: Float64Array;
  /** Tolerance_i = 4 (s_i + ½ s̄) + n · smallestNormal. */
  readonly tolerance: Float64Array;
}

/** A function judged: one expectation, or one for each side of the kinks that rounding may cross. */
export interface Sensitivity {
  /** Each with all results of the function; a backend must agree with one of them as a whole. */
  readonly variants: readonly (readonly Judged[])[];
  /** ReLU units nearer to their kink than 8 s_z. */
  readonly kinks: number;
}

/** More kinks than this are not tried both ways; the sampled deviations then show their width. */
const MOST_KINKS = 4;

/**
 * The results of a function with their tolerances, by sampled sensitivity (docs: tolerances). It is evaluated in float64 and
 * then 16 times more with every elementary result moved by ± its own rounding error; s_i is the RMS deviation of element i
 * and s̄ the RMS of s over the tensor. Inputs must be in the backend's format already. Cost: about 20 evaluations.
 */
export function sensitivity(
  fn: TensorFunction,
  inputs: readonly GivenTensor[],
  arithmetic: ArithmeticV1,
  seed: number,
): Sensitivity {
  const sampler = new Sampler(fn, inputs, arithmetic, seed);
  const [plain, kinks] = sampler.sample([]);
  if (kinks.length === 0 || kinks.length > MOST_KINKS) return { variants: [plain], kinks: kinks.length };
  const sides = Array.from({ length: 2 ** kinks.length }, (_, bits) =>
    kinks.map((kink, index): Kink => ({ ...kink, value: (bits >> index) & 1 })),
  );
  return { variants: sides.map((side) => sampler.sample(side)[0]), kinks: kinks.length };
}

class Sampler {
  readonly #run: GraphRun;
  readonly #inputs: readonly Float64Array[];
  readonly #arithmetic: ArithmeticV1;
  readonly #seed: number;
  readonly #graph: ReturnType<typeof trace>;

  constructor(fn: TensorFunction, inputs: readonly GivenTensor[], arithmetic: ArithmeticV1, seed: number) {
    const shapes = inputs.map(({ shape }) => shape);
    this.#graph = trace(fn, shapes);
    this.#run = new GraphRun(this.#graph);
    this.#inputs = inputs.map(({ data }) => data);
    this.#arithmetic = arithmetic;
    this.#seed = seed;
  }

  /** One expectation with its tolerances, units near their kink held on the given side; the kinks found. */
  sample(side: readonly Kink[]): [Judged[], Kink[]] {
    const [run, graph, arithmetic] = [this.#run, this.#graph, this.#arithmetic];
    const errors = new Map<GraphNode, Float64Array>();
    run.run(this.#inputs, (node, values, operands) => {
      forced(side, node, values);
      const error = nodeError(node, values, operands, arithmetic);
      if (error !== undefined) errors.set(node, error);
    });
    const watched = [...graph.outputs, ...kinkNodes(graph)];
    const exact = watched.map((node) => Float64Array.from(run.valuesOf(node)));
    const squares = exact.map((values) => new Float64Array(values.length));
    const constants = constantErrors(graph, run, arithmetic);
    const signs = new RandomSigns(this.#seed);
    for (let i = 0; i < RUNS; i++) {
      for (const { values, original, error } of constants) {
        values.set(original);
        signs.disturb(values, error);
      }
      run.run(this.#inputs, (node, values) => {
        const error = errors.get(node);
        if (error !== undefined) signs.disturb(values, error);
        forced(side, node, values);
      });
      watched.forEach((node, index) => accumulate(squares[index]!, run.valuesOf(node), exact[index]!));
    }
    for (const { values, original } of constants) values.set(original);
    const underflow = graph.nodes.reduce((sum, node) => sum + termsOf(node), 0) * arithmetic.smallestNormal;
    const judged = graph.outputs.map((_, index) => ({
      expected: exact[index]!,
      tolerance: tolerances(squares[index]!, underflow),
    }));
    const outputs = graph.outputs.length;
    return [judged, findKinks(graph, exact.slice(outputs), squares.slice(outputs), RUNS)];
  }
}

function accumulate(squares: Float64Array, found: Float64Array, expected: Float64Array): void {
  for (let i = 0; i < squares.length; i++) squares[i] = squares[i]! + (found[i]! - expected[i]!) ** 2;
}

function tolerances(squares: Float64Array, underflow: number): Float64Array {
  const deviations = squares.map((square) => Math.sqrt(square / RUNS));
  const mean = Math.sqrt(deviations.reduce((sum, s) => sum + s * s, 0) / Math.max(deviations.length, 1));
  return deviations.map((s) => 4 * (s + mean / 2) + underflow);
}
