import type { Finding } from '../judge/finding.ts';

/** How wide the tolerances were and how much of them was used, over every tensor of T1 – T5: whether the check can tell anything. */
export interface Distribution {
  readonly tensors: number;
  /** Error / tolerance. */
  readonly medianRatio: number;
  readonly largestRatio: number;
  /** RMS(tolerance) / RMS(value). */
  readonly medianRelativeTolerance: number;
  readonly p99RelativeTolerance: number;
  readonly undecidable: number;
}

export function distributionOf(findings: readonly Finding[]): Distribution {
  const verdicts = findings
    .filter(({ tier }) => tier >= 1 && tier <= 5)
    .flatMap((finding) => finding.verdicts)
    .filter(({ relativeTolerance }) => Number.isFinite(relativeTolerance) && relativeTolerance > 0);
  const ratios = sorted(verdicts.map(({ ratio }) => ratio));
  const relative = sorted(verdicts.map(({ relativeTolerance }) => relativeTolerance));
  return {
    tensors: verdicts.length,
    medianRatio: at(ratios, 0.5),
    largestRatio: at(ratios, 1),
    medianRelativeTolerance: at(relative, 0.5),
    p99RelativeTolerance: at(relative, 0.99),
    undecidable: verdicts.filter(({ undecidable }) => undecidable).length,
  };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

function at(values: readonly number[], p: number): number {
  return values[Math.min(values.length - 1, Math.floor(p * values.length))] ?? 0;
}
