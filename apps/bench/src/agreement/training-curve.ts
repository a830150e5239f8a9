import { type BackendV1, fitPlan, fitSettings, initialParameters, Rng, train } from '@chainzrule/core';

/** A training as plain data, so that it can be sent to a page. */
export interface CurveRequest {
  readonly inputs: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly epochs: number;
  readonly seed: number;
}

/** What a training went through. */
export interface TrainingCurve {
  /** Mean loss of each epoch. */
  readonly losses: readonly number[];
  /** Logits of the training rows at its end. */
  readonly logits: readonly number[];
}

/** Trains ChainzRule freely on a backend: the same rows, order and parameters everywhere, so only rounding tells runs apart. */
export async function trainingCurve(
  backend: BackendV1,
  { inputs, x, y, epochs, seed }: CurveRequest,
): Promise<TrainingCurve> {
  const rows = { x: { data: Float64Array.from(x), rows: y.length, cols: inputs }, y: Float64Array.from(y) };
  const plan = fitPlan(fitSettings({ epochs, inputNoise: 0, seed }), { type: 'binary' }, inputs, y.length);
  const parameters = initialParameters(plan.network, Rng.fromSeed(seed));
  const { state, history } = await train({ ...plan, backend, parameters, rows, seed });
  await using program = await backend.compile(plan.network, state.parameters);
  const logits = await program.forward(rows.x);
  return { losses: history.map(({ loss }) => loss), logits: [...logits.data] };
}
