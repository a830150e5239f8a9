import type { Matrix } from '../contract/matrix.ts';
import type { ProgramV1 } from '../contract/program.ts';
import { tailRatio } from '../tail-ratio/index.ts';

/** τ of both quantities on the given rows, per sample (math: §4). */
export async function measureTailRatio(
  program: ProgramV1,
  rows: Matrix,
): Promise<{ readonly layer: number; readonly input: number }> {
  const { layer, input } = await program.derivativeNorms(rows);
  return { layer: tailRatio(layer).ratio, input: tailRatio(input).ratio };
}
