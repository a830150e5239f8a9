import type { EpochRecord } from '../training/epoch-record.ts';
import type { EpochFigures, Figure } from './record.ts';

/** The number, or null where it is not finite. */
export function finite(value: number): Figure {
  return Number.isFinite(value) ? value : null;
}

/** An epoch's figures as JSON holds them. */
export function epochFigures({ tailRatio, validation, ...entry }: EpochRecord): EpochFigures {
  return {
    ...entry,
    loss: finite(entry.loss),
    task: finite(entry.task),
    penalty: finite(entry.penalty),
    gradientNorm: finite(entry.gradientNorm),
    largestGradientNorm: finite(entry.largestGradientNorm),
    ...(validation !== undefined && { validation: finite(validation) }),
    ...(tailRatio && { tailRatio: { layer: finite(tailRatio.layer), input: finite(tailRatio.input) } }),
  };
}
