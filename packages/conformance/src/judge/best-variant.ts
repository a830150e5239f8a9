import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { compare, type Verdict } from './verdict.ts';

/** A backend's results by name, in the order of the function's own. */
export type Found = readonly (readonly [name: string, values: ArrayLike<number>])[];

/** Verdicts against the variant that fits best as a whole: the side of a kink is the backend's choice, but one choice. */
export function verdicts(found: Found, { variants }: Sensitivity): Verdict[] {
  const candidates = variants.map((judged) =>
    found.map(([name, values], index) => compare(name, values, judged[index]!.expected, judged[index]!.tolerance)),
  );
  const worst = (list: readonly Verdict[]): number => Math.max(0, ...list.map(({ ratio }) => ratio));
  return candidates.reduce((best, next) => (worst(next) < worst(best) ? next : best));
}
