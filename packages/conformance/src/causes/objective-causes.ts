import {
  type Batch,
  type EvaluationV1,
  type NetworkSpec,
  programFunctions,
  type TensorFunction,
} from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { type Alteration, alteredGradients } from './altered-objective.ts';
import { coarseRounding, inFloat64, type KnownMistake, nearestMistake } from './known-mistake.ts';

/**
 * The likeliest cause of a wrong objective: known mistakes are computed in float64, and the one whose gradients are nearest
 * to what was found is named if it is much nearer than the right ones.
 */
export function objectiveCause(given: ConformanceCase, found: EvaluationV1, { variants }: Sensitivity): string {
  const expected = variants[0]!;
  const gradients = Object.values(found.gradients).map(({ data }) => data);
  if (within(gradients, expected))
    return scalarCause(
      found,
      expected.map((judged) => judged.expected),
    );
  const right = expected.slice(4);
  return (
    nearestMistake(gradients, right, mistakes(given)) ??
    coarseRounding(gradients, right) ??
    'no known mistake gives these gradients'
  );
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
  const layer = perLayer!.findIndex((value, index) => !near(found.penaltyPerLayer[index]!, value));
  if (near(ratio, 1) && layer >= 0)
    return `the penalty of layer ${layer} is reported wrong, their mean and the gradient are right`;
  if (near(ratio, layers)) return 'the penalty is the sum over layers instead of their mean';
  if (near(found.loss, task![0]! + found.penalty) && !near(found.loss, loss![0]!))
    return 'the loss adds the penalty without λ';
  return `the penalty’s value is ${ratio.toPrecision(3)} times the right one, its gradient is right`;
}

function mistakes(given: ConformanceCase): KnownMistake[] {
  const { network, batch, lambda } = given;
  const layers = network.layers.length;
  const withNetwork = (dreg: Partial<NetworkSpec['dreg']>): NetworkSpec => ({
    ...network,
    dreg: { ...network.dreg, ...dreg },
  });
  const evaluated = (cause: string, changes: Partial<ConformanceCase>): KnownMistake => ({
    cause,
    results: () => evaluate({ ...given, ...changes }).slice(4),
  });
  const without = (cause: string, alteration: Alteration): KnownMistake => ({
    cause: `the gradient without ${cause}`,
    results: () => runFunction(alteredGradients(network, alteration), given),
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

function scaled(cause: string, given: ConformanceCase, factor: number): KnownMistake {
  return {
    cause,
    results: () =>
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

function runFunction(fn: TensorFunction, { network, parameters, lambda, batch }: ConformanceCase): Float64Array[] {
  return inFloat64(fn, [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)]);
}
