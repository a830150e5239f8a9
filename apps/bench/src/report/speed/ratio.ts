import { median, quantileOf } from '../../statistics/descriptive.ts';
import { significant } from '../numbers.ts';

/** Quotients round by round where both have the same rounds, otherwise of the rounds over the other's median; none where either is not there. */
export function quotients(own: readonly number[] = [], base: readonly number[] = []): number[] {
  if (base.length === 0) return [];
  return own.length === base.length
    ? own.map((time, round) => time / base[round]!)
    : own.map((time) => time / median(base));
}

/** Median [10th … 90th percentile]; "–" of none. */
export function ratioText(ratios: readonly number[]): string {
  if (ratios.length === 0) return '–';
  return `${significant(median(ratios), 3)} [${significant(quantileOf(ratios, 0.1), 2)} … ${significant(quantileOf(ratios, 0.9), 2)}]`;
}
