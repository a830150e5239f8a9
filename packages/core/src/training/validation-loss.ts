import type { Batch } from '../contract/batch.ts';
import type { ProgramV1 } from '../contract/program.ts';
import { batchRows } from './batch-rows.ts';

const CHUNK = 1024;

/** The task loss over a batch of any size, in chunks: Σ_c W_c task_c / Σ_c W_c with W_c the chunk's rows or weights. */
export async function validationLoss(program: ProgramV1, batch: Batch): Promise<number> {
  let [sum, total] = [0, 0];
  for (let start = 0; start < batch.x.rows; start += CHUNK) {
    const part = batchRows(batch, start, Math.min(start + CHUNK, batch.x.rows));
    const weight = part.weights?.reduce((weights, value) => weights + value, 0) ?? part.x.rows;
    if (weight === 0) continue;
    const { task } = await program.evaluate(part, 0);
    sum += weight * task;
    total += weight;
  }
  return sum / total;
}
