import { expect, it } from 'vitest';
import {
  type BackendV1,
  ChainzRuleClassifier,
  ChainzRuleError,
  ChainzRuleOrdinal,
  ChainzRuleRegressor,
  type FitSettings,
} from '../../src/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { quick } from '../estimators/rows.ts';
import { ACTIVATIONS, HARD_CASES, type HardCase, HEADS, type HeadName, PENALTIES } from './hard-cases.ts';
import { forgetProgress, keepProgress, keepRecord, keptProgress } from './reliability.ts';

/** Most that a prediction in float32 may be from the reference's after a few steps at an ordinary learning rate, in units of the target's sd. */
const CLOSE = 0.02;

interface Combination {
  readonly hard: HardCase;
  readonly head: HeadName;
  readonly settings: Partial<FitSettings>;
}

function combinations(stride: number): Combination[] {
  const all = HARD_CASES.flatMap((hard) =>
    HEADS.flatMap((head) =>
      ACTIVATIONS.flatMap((activation) =>
        PENALTIES.map((penalty) => ({
          hard,
          head,
          settings: { ...quick, epochs: 4, layers: [4, 3], activation, penalty, ...hard.settings },
        })),
      ),
    ),
  );
  return all.filter((_, index) => index % stride === 0);
}

/** Predictions at the training rows and far from them: probabilities, or numbers in units of the target's largest. */
async function predictions(backend: BackendV1, { hard, head, settings }: Combination): Promise<readonly number[]> {
  const X = hard.X.map((row) => [...row]);
  const y = [...hard.y[head]];
  const far = [1e308, -1e30, 0].map((value) => X[0]!.map((_, column) => (column % 2 === 0 ? value : -value)));
  const options = { ...settings, backend };
  if (head === 'regression') {
    const model = await new ChainzRuleRegressor(options).fit(X, y);
    const unit = Math.max(...y.map(Math.abs));
    return [...(await model.predict(X)), ...(await model.predict(far))].map((value) => value / unit);
  }
  const Estimator = head === 'ordinal' ? ChainzRuleOrdinal : ChainzRuleClassifier;
  const model = await new Estimator(options).fit(X, y);
  const parts = [await model.predictProba(X), await model.predictProba(far)];
  for (const { data, rows, cols } of parts) {
    for (const p of data) if (!(p >= 0 && p <= 1)) expect.unreachable(`a probability of ${p}`);
    for (let row = 0; row < rows; row++) {
      const sum = [...data.subarray(row * cols, (row + 1) * cols)].reduce((total, p) => total + p, 0);
      expect(sum).toBeCloseTo(1, 9);
    }
  }
  return parts.flatMap(({ data }) => [...data]);
}

/** The error must say what was wrong, and for a divergence where: layer, epoch and step. */
function checkNamed(error: unknown, { hard }: Combination): void {
  if (!ChainzRuleError.isInstance(error)) throw error;
  expect(error.message.length).toBeGreaterThan(30);
  if (error.code === 'DIVERGED') {
    expect(hard.expected).toBe('either');
    expect(error.details).toMatchObject({
      epoch: expect.any(Number),
      step: expect.any(Number),
      state: expect.anything(),
    });
    expect(error.message).toMatch(/epoch \d+, step \d+: .*first in (layers\.\d+|head)\.\w+/);
  } else {
    expect([hard.expected, error.code]).toEqual(['refused', 'INVALID_DATA']);
    expect(error.message).toMatch(/one class only/);
  }
}

/** What was found so far. */
interface Tally extends Readonly<Record<string, number>> {
  readonly fits: number;
  readonly sound: number;
  readonly named: number;
  readonly largestDifference: number;
}

/**
 * Registers the test: every activation, penalty and head with every hard case gives a right result or an error by name. `stride`: every
 * how many-th combination is tried; all in the nightly script, which can be stopped and go on.
 */
export function itTakesHardNumbers(name: string, open: () => BackendV1 | Promise<BackendV1>, stride = 59): void {
  it(`${name}: hard numbers give a right result or an error that names layer and step`, async () => {
    const backend = await open();
    const reference = createReferenceBackend();
    const every = Number(process.env['HARD_STRIDE'] ?? stride);
    const record = `hard-numbers-${backend.name}`;
    const kept = keptProgress<Tally & { readonly stride: number }>(record);
    const tally = { fits: 0, sound: 0, named: 0, largestDifference: 0, ...(kept?.stride === every ? kept : {}) };
    for (const combination of combinations(every).slice(tally.fits)) {
      await tryOne(combination, tally, backend, reference);
      if (tally.fits % 32 === 0) keepProgress(record, { ...tally, stride: every });
    }
    const { fits, sound, named, largestDifference } = tally;
    keepRecord(record, { fits, sound, named, largestDifference });
    forgetProgress(record);
    expect(Math.min(sound, named)).toBeGreaterThan(0);
  }, 3_600_000);
}

/** Tries one combination and adds what was found to the tally. */
async function tryOne(
  combination: Combination,
  tally: { -readonly [Name in keyof Tally]: Tally[Name] },
  backend: BackendV1,
  reference: BackendV1,
): Promise<void> {
  const { hard, head, settings } = combination;
  const what = `${hard.name}, ${head}, ${settings.activation}, ${settings.penalty}`;
  let found: readonly number[];
  try {
    found = await predictions(backend, combination);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw new Error(what, { cause: error });
    checkNamed(error, combination);
    tally.fits++;
    tally.named++;
    return;
  }
  // A regression may have one row or one value.
  if (hard.expected === 'refused') expect(head, what).toBe('regression');
  if (!found.every(Number.isFinite)) expect.unreachable(`${what}: a prediction is not finite`);
  if (hard.expected === 'sound' && backend.name !== 'reference') {
    const right = await predictions(reference, combination);
    const difference = found.reduce((largest, value, index) => Math.max(largest, Math.abs(value - right[index]!)), 0);
    tally.largestDifference = Math.max(tally.largestDifference, difference);
    expect(difference, what).toBeLessThan(CLOSE);
  }
  tally.fits++;
  tally.sound++;
}
