import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { Preparation } from '../data/index.ts';
import { type FitContext, type FitSettings, fitNetwork } from '../fit/index.ts';
import { tailRatio } from '../tail-ratio/index.ts';
import type { RowSource } from '../training/index.ts';
import type { Assessment } from './assess-split.ts';
import { layerNorms } from './layer-norms.ts';
import { headOf, scorePredictions } from './scores.ts';

/** Prepared rows that are never held as a whole: `streamCsv` gives them. */
export interface StreamedRows {
  readonly preparation: Preparation;
  readonly train: RowSource;
  test(): AsyncIterable<Batch>;
}

/**
 * As `assessSplit`, for rows that come in blocks. Of the test rows their logits, targets and two norms are kept: 8 bytes for each.
 * @throws ChainzRuleError as `train` does; `INVALID_ARGUMENT` for settings that need all rows at once (`cv`).
 */
export async function assessStream(
  { preparation, train, test }: StreamedRows,
  settings: FitSettings,
  context: Omit<FitContext, 'validation'>,
): Promise<Assessment> {
  const fitted = await fitNetwork(settings, headOf(preparation), train, context);
  const { network } = fitted.plan;
  await using program = await context.backend.compile(network, fitted.parameters);
  const parts: {
    readonly y: Float64Array;
    readonly logits: Matrix;
    readonly layer: Float64Array;
    readonly input: Float64Array;
  }[] = [];
  const squares = new Float64Array(network.layers.length);
  for await (const batch of test()) {
    const { layer, input } = await program.derivativeNorms(batch.x);
    parts.push({ y: batch.y as Float64Array, logits: await program.forward(batch.x), layer, input });
    const norms = await layerNorms(context.backend, network, fitted.parameters, batch);
    norms.forEach((norm, index) => {
      squares[index]! += batch.x.rows * norm ** 2;
    });
  }
  const joined = (pick: (part: (typeof parts)[number]) => Float64Array | Float32Array): Float64Array =>
    join(parts.map(pick));
  const targets = joined(({ y }) => y);
  const [layer, input] = [joined((part) => part.layer), joined((part) => part.input)];
  const logits = { data: joined((part) => part.logits.data), rows: targets.length, cols: parts[0]!.logits.cols };
  return {
    preparation,
    fitted,
    scores: scorePredictions(preparation, targets, logits),
    tailRatio: { layer: tailRatio(layer), input: tailRatio(input) },
    targets,
    logits,
    norms: { layer, input },
    layerNorms: squares.map((square) => Math.sqrt(square / targets.length)),
  };
}

function join(parts: readonly (Float64Array | Float32Array)[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
