import { type ModelFile, type Preparation, Rng } from '@chainzrule/core';
import { predictionsOf, type RawCell } from './trained-models.ts';

/** Unit roundoff of the formats of parameters. */
const ROUNDOFF: Readonly<Record<'float32' | 'float16', number>> = { float32: 2 ** -24, float16: 2 ** -11 };

const SAMPLES = 16;

/**
 * How far the predictions of an exported file may lie from the estimator's: sampled sensitivity, as the conformance kit does it. The model
 * is evaluated with every parameter moved by ± its rounding error and every number of the preparation by ± two of float32's (centring and
 * scaling round once each); tolerance = 4 (s_i + ½ s̄), doubled for the sums inside, and a few roundings of the result itself.
 */
export async function exportTolerance(
  model: ModelFile & { readonly preparation: Preparation },
  rows: readonly (readonly RawCell[])[],
  weights: 'float32' | 'float16',
): Promise<{ readonly expected: Float64Array; readonly tolerance: Float64Array }> {
  const expected = await predictionsOf(model, rows);
  const squares = new Float64Array(expected.length);
  for (let sample = 0; sample < SAMPLES; sample++) {
    const moved = await predictionsOf(perturbed(model, Rng.fromSeed(sample), ROUNDOFF[weights]), rows);
    moved.forEach((value, index) => {
      squares[index]! += (value - expected[index]!) ** 2 / SAMPLES;
    });
  }
  const average = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
  const tolerance = squares.map(
    (square, index) => 8 * (Math.sqrt(square) + average / 2) + 8 * ROUNDOFF.float32 * Math.abs(expected[index]!),
  );
  return { expected, tolerance };
}

function perturbed(model: ModelFile & { readonly preparation: Preparation }, rng: Rng, unit: number): ModelFile {
  const sign = (): number => (rng.uniform() < 0.5 ? -1 : 1);
  const moved = (value: number, by: number): number => value * (1 + sign() * by);
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data, (value) => moved(value, unit)) },
    ]),
  );
  const small = 2 * ROUNDOFF.float32;
  const columns = model.preparation.columns.map((column) =>
    column.type === 'categorical'
      ? column
      : {
          ...column,
          median: moved(column.median, small),
          mean: moved(column.mean, small),
          scale: moved(column.scale, small),
        },
  );
  return { ...model, parameters, preparation: { ...model.preparation, columns } };
}
