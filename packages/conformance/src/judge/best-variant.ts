import type { Judged, Sensitivity } from '../sensitivity/sensitivity.ts';
import { compare, type Verdict } from './verdict.ts';

/** A backend's results by name, in the order of the function's own. */
export type Found = readonly (readonly [name: string, values: ArrayLike<number>])[];

/** Verdicts against the variant that fits best as a whole: the side of a kink is the backend's choice, but one choice. */
export function verdicts(found: Found, sensitivity: Sensitivity): Verdict[] {
  return against(found, bestVariant(found, sensitivity));
}

/** The variant that a backend's results fit best: on which side of every kink it is. */
export function bestVariant(found: Found, { variants }: Sensitivity): readonly Judged[] {
  if (variants.length === 1) return variants[0]!;
  const worst = variants.map((judged) => Math.max(0, ...against(found, judged).map(({ ratio }) => ratio)));
  return variants[worst.indexOf(Math.min(...worst))]!;
}

function against(found: Found, judged: readonly Judged[]): Verdict[] {
  return found.map(([name, values], index) => compare(name, values, judged[index]!.expected, judged[index]!.tolerance));
}
