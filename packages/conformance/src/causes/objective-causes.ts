import { type Batch, type EvaluationV1, type NetworkSpec, programFunctions, trace } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { GraphRun } from '../sensitivity/graph-run.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { type Alteration, alteredGradients } from './altered-objective.ts';

interface Candidate {
  readonly cause: string;
  /** All gradients one after another. */
  readonly gradients: () => readonly Float64Array[];
}

/** A wrong objective must be this much nearer to what was found than the right one to be named. */
const NEARER = 0.02;

/**
 * The likeliest cause of a wrong objective: known mistakes are computed in float64, and the one whose gradients are nearest
 * to what was found is named if it is much nearer than the right ones.
 */
export function objectiveCause(given: ConformanceCase, found: EvaluationV1, { variants }: Sensitivity): string {
  const expected = variants[0]!;
  const gradients = Object.values(found.gradients).map(({ data }) => data);
  if (gradients.some((data) => data.some(Number.isNaN))) return 'NaN where the definition gives a number';
  const right = distance(
    gradients,
    expected.slice(4).map((judged) => judged.expected),
  );
  if (within(gradients, expected))
    return scalarCause(
      found,
      expected.map((judged) => judged.expected),
    );
  const candidates = mistakes(given).map(({ cause, gradients: of }) => ({ cause, far: distance(gradients, of()) }));
  const best = candidates.reduce((a, b) => (b.far < a.far ? b : a));
  if (best.far < NEARER * right) return `matches ${best.cause}`;
  return roundingCause(gradients, expected) ?? 'no known mistake gives these gradients';
}

function within(gradients: readonly Float64Array[], expected: Sensitivity['variants'][number]): boolean {
  return gradients.every((data, index) => {
    const judged = expected[4 + index]!;
    return data.every((value, i) => Math.abs(value - judged.expected[i]!) <= judged.tolerance[i]!);
  });
}

/** Gradients are right, a number beside them is not. */
function scalarCause(found: EvaluationV1, [loss, task, penalty, perLayer]: readonly Float64Array[]): string {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * Math.abs(b);
  if (!near(found.task, task![0]!)) return 'the task loss is wrong, its gradient is right: another mean or constant';
  if (near(found.loss, task![0]!)) return 'the loss leaves λ · penalty out, the gradient does not';
  const ratio = found.penalty / penalty![0]!;
  const layers = perLayer!.length;
  if (near(ratio, layers)) return 'the penalty is the sum over layers instead of their mean';
  if (near(found.loss, task![0]! + found.penalty) && !near(found.loss, loss![0]!))
    return 'the loss adds the penalty without λ';
  return `the penalty’s value is ${ratio.toPrecision(3)} times the right one, its gradient is right`;
}

/** Errors some hundred times the tolerance everywhere, and no more: a coarser format than the one declared. */
function roundingCause(
  gradients: readonly Float64Array[],
  expected: Sensitivity['variants'][number],
): string | undefined {
  let worst = 0;
  gradients.forEach((data, index) => {
    const judged = expected[4 + index]!;
    data.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - judged.expected[i]!) / judged.tolerance[i]!);
    });
  });
  return worst < 2 ** 14 ? 'looks like rounding in a coarser format than the one declared' : undefined;
}

function mistakes(given: ConformanceCase): Candidate[] {
  const { network, batch, lambda } = given;
  const layers = network.layers.length;
  const withNetwork = (dreg: Partial<NetworkSpec['dreg']>): NetworkSpec => ({
    ...network,
    dreg: { ...network.dreg, ...dreg },
  });
  const evaluated = (cause: string, changes: Partial<ConformanceCase>): Candidate => ({
    cause,
    gradients: () => evaluate({ ...given, ...changes }).slice(4),
  });
  const without = (cause: string, alteration: Alteration): Candidate => ({
    cause: `the gradient without ${cause}`,
    gradients: () => runFunction(alteredGradients(network, alteration), given),
  });
  const unweighted: Batch = { x: batch.x, y: batch.y };
  const { penalty, reduction, smoothing } = network.dreg;
  const others = (['local', 'accumulated', 'activation'] as const).filter(
    (name) => name !== penalty && penalty !== 'none',
  );
  return [
    without('the φ″ path', { curvature: true }),
    without('the straight path to the kernel', { kernel: true }),
    without('the penalty’s part in the coefficients', { coefficients: true }),
    ...network.layers.map((_, layer) => without(`the penalty of layer ${layer}`, { layer })),
    evaluated('λ = 0: the penalty has no gradient', { lambda: 0 }),
    ...[2, 0.5, layers, 1 / Math.max(layers, 1), batch.x.rows, 1 / batch.x.rows].map((factor) =>
      evaluated(`${factor.toPrecision(3)} · λ: the penalty is divided by another count`, { lambda: lambda * factor }),
    ),
    ...others.map((name) =>
      evaluated(`the penalty "${name}"`, { network: { ...network, dreg: { penalty: name, reduction } } }),
    ),
    ...(smoothing ? [evaluated('no smoothing', { network: { ...network, dreg: { penalty, reduction } } })] : []),
    evaluated('the other reduction', {
      network: withNetwork({ reduction: reduction === 'sum' ? 'meanUnits' : 'sum' }),
    }),
    ...(batch.weights === undefined ? [] : [evaluated('row weights left out', { batch: unweighted })]),
    evaluated('classes swapped', { batch: { ...batch, y: swapped(given) } }),
    scaled('a sum over rows instead of the mean', given, batch.x.rows),
    scaled('gradients with their sign turned', given, -1),
    scaled('gradients of half the loss', given, 0.5),
  ];
}

function scaled(cause: string, given: ConformanceCase, factor: number): Candidate {
  return {
    cause,
    gradients: () =>
      evaluate(given)
        .slice(4)
        .map((data) => data.map((value) => factor * value)),
  };
}

function swapped({ batch, network }: ConformanceCase): Batch['y'] {
  const { y } = batch;
  if (!(y instanceof Float64Array)) return { ...y, data: Float64Array.from(y.data, (value) => -value) };
  const { head } = network;
  const last = 'classes' in head ? head.classes - 1 : 1;
  return y.map((label) => last - label);
}

function evaluate(given: ConformanceCase): Float64Array[] {
  return runFunction(programFunctions(given.network, given.optimizer).evaluate, given);
}

function runFunction(
  fn: Parameters<typeof trace>[0],
  { network, parameters, lambda, batch }: ConformanceCase,
): Float64Array[] {
  const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)];
  const run = new GraphRun(
    trace(
      fn,
      inputs.map(({ shape }) => shape),
    ),
  );
  run.run(inputs.map(({ data }) => data));
  return run.outputs();
}

/** Relative distance of gradients, tensor by tensor. */
function distance(found: readonly ArrayLike<number>[], wanted: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const [index, tensor] of wanted.entries()) {
    let [error, scale] = [0, 0];
    for (let i = 0; i < tensor.length; i++) {
      error += (found[index]![i]! - tensor[i]!) ** 2;
      scale += tensor[i]! ** 2;
    }
    sum += Math.sqrt(error / (scale || 1));
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}
