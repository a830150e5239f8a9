import type { Batch } from '../contract/batch.ts';
import type { ProgramV1 } from '../contract/program.ts';
import type { StepRecordsV1 } from '../contract/step-plan.ts';

/** The first step of a plan whose loss or gradient is not finite or whose gradient norm is above the limit; −1 if none is. */
export function firstDivergedStep({ loss, gradientNorm }: StepRecordsV1, limit: number): number {
  return loss.findIndex((value, step) => !Number.isFinite(value) || !(gradientNorm[step]! <= limit));
}

/**
 * Which tensor a diverging step breaks at: the first with a non-finite gradient, otherwise the one with the largest.
 * `program` stands just before the step, `batch` holds the step's rows.
 */
export async function divergingTensor(program: ProgramV1, batch: Batch, lambda: number): Promise<string> {
  const { gradients } = await program.evaluate(batch, lambda);
  let worst = { name: '', size: -1 };
  for (const [name, { data }] of Object.entries(gradients)) {
    const size = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    if (!Number.isFinite(size)) return name;
    if (size > worst.size) worst = { name, size };
  }
  return worst.name;
}
