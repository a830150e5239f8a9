import type { EvaluationV1 } from '@chainzrule/core';
import type { Found } from '../judge/best-variant.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';

/** An evaluation's numbers in the order of the core's function. */
export function namedResults(found: EvaluationV1): Found {
  return [
    ['loss', [found.loss]],
    ['task', [found.task]],
    ['penalty', [found.penalty]],
    ['penaltyPerLayer', found.penaltyPerLayer],
    ...Object.entries(found.gradients).map(([name, { data }]) => [name, data] as const),
  ];
}

/** Of a judged evaluation, the tolerances of the loss and of each gradient by name. */
export function tolerancesOf(
  { variants }: Sensitivity,
  names: readonly string[],
): { readonly loss: number; readonly gradients: ReadonlyMap<string, Float64Array> } {
  const [loss, , , , ...gradients] = variants[0]!;
  return { loss: loss!.tolerance[0]!, gradients: new Map(names.map((name, i) => [name, gradients[i]!.tolerance])) };
}
