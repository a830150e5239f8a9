import { describe, expect, it } from 'vitest';
import {
  ChainzRuleClassifier,
  ChainzRuleError,
  ChainzRuleOrdinal,
  ChainzRuleRegressor,
  type FitSettings,
  Rng,
} from '../../src/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { halves, named, quick } from './rows.ts';

const ACTIVATIONS = ['cubic', 'relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity'] as const;
const PENALTIES = ['local', 'accumulated', 'activation', 'none'] as const;
const { X: plain, side } = halves(24, 5);

/** Tables that break careless code; `y` is 0 or 1. */
const tables: readonly (readonly [string, number[][], number[]])[] = [
  ['constant columns', plain.map(() => [3, 3]), side.map(Number)],
  ['duplicated rows', plain.map(() => plain[0] as number[]), side.map(Number)],
  ['inputs of 1e30', plain.map((row) => row.map((cell) => 1e30 * Number(cell))), side.map(Number)],
  ['inputs of 1e308', plain.map((row) => row.map((cell) => Math.sign(Number(cell)) * 1e308)), side.map(Number)],
  ['inputs of 1e-310', plain.map((row) => row.map((cell) => 1e-310 * Number(cell))), side.map(Number)],
  ['one outlier of 1e30', plain.map((row, index) => (index === 0 ? [1e30, 0] : (row as number[]))), side.map(Number)],
  [
    'more columns than rows',
    Array.from({ length: 4 }, (_, row) => Array.from({ length: 60 }, (_, column) => Math.sin(row * 60 + column))),
    [0, 1, 0, 1],
  ],
  [
    'two rows',
    [
      [1, 2],
      [2, 1],
    ],
    [0, 1],
  ],
];

/** The fit is right (finite everywhere) or refused by name: never a NaN without a word. */
async function soundOrNamed(fit: () => Promise<readonly number[]>): Promise<'sound' | 'named'> {
  try {
    for (const value of await fit()) expect(value, 'a prediction').toSatisfy(Number.isFinite);
    return 'sound';
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    expect(error.message.length).toBeGreaterThan(30);
    if (error.code === 'DIVERGED') {
      expect(error.details).toMatchObject({ epoch: expect.any(Number), step: expect.any(Number) });
      expect(error.message).toMatch(/epoch \d+, step \d+: .*first in (layers\.\d+|head)\.\w+/);
    } else expect(error.code).toMatch(/^(INVALID_DATA|INVALID_ARGUMENT)$/);
    return 'named';
  }
}

async function predictions(
  head: 'binary' | 'ordinal' | 'regression',
  settings: Partial<FitSettings>,
  X: number[][],
  y: number[],
): Promise<readonly number[]> {
  if (head === 'regression') return [...(await (await new ChainzRuleRegressor(settings).fit(X, y)).predict(X))];
  const Estimator = head === 'binary' ? ChainzRuleClassifier : ChainzRuleOrdinal;
  const { data } = await (await new Estimator(settings).fit(X, y)).predictProba(X);
  for (const p of data) expect(p).toSatisfy((value: number) => value >= 0 && value <= 1);
  return [...data];
}

describe('hard numbers give a right result or an error that names the step', () => {
  for (const [name, X, y] of tables) {
    it.each(ACTIVATIONS)(`${name}: %s`, async (activation) => {
      for (const penalty of PENALTIES) {
        for (const head of ['binary', 'ordinal', 'regression'] as const) {
          const settings = { ...quick, epochs: 4, layers: [4, 3], activation, penalty };
          const outcome = await soundOrNamed(() => predictions(head, settings, X, y));
          // With an ordinary learning rate prepared inputs are tame: nothing may diverge.
          expect(outcome, `${penalty} ${head}`).toBe('sound');
        }
      }
    });
  }

  it('extreme learning rates end in an error by name or in finite numbers, for every activation and penalty', async () => {
    const outcomes: string[] = [];
    for (const activation of ACTIVATIONS) {
      for (const penalty of PENALTIES) {
        for (const learningRate of [1e-300, 10, 1e4, 1e6]) {
          const settings = {
            ...quick,
            epochs: 6,
            layers: [4, 3],
            activation,
            penalty,
            learningRate,
            gradientClip: null,
          };
          outcomes.push(
            await soundOrNamed(() => predictions('binary', settings, plain as number[][], side.map(Number))),
          );
        }
      }
    }
    expect(outcomes).toContain('named');
    expect(outcomes).toContain('sound');
  });

  it('probabilities of rows far outside training are never NaN', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(plain, named(side));
    const { data } = await model.predictProba([
      [1e308, -1e308],
      [1e30, 1e30],
      [-1e300, 0],
    ]);
    for (const p of data) expect(p).toSatisfy((value: number) => value >= 0 && value <= 1);
  });

  it('a fold of one class is scored without inventing figures', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(plain, named(side));
    const yes = plain.filter((_, row) => side[row]);
    expect(
      await model.score(
        yes,
        yes.map(() => 'yes'),
      ),
    ).toBeLessThanOrEqual(1);
  });

  it('penalties of 1e6 and 1e-300 stay finite or are named', async () => {
    for (const lambda of [1e-300, 1e6, 1e300]) {
      await soundOrNamed(() => predictions('binary', { ...quick, lambda }, plain as number[][], side.map(Number)));
    }
  });
});

describe('ten estimators at once', () => {
  it('give the bytes of one after another, on one backend', async () => {
    const rng = Rng.fromSeed(9);
    const jobs = Array.from({ length: 10 }, (_, job) => {
      const X = Array.from({ length: 30 + job }, () => [rng.normal(), rng.normal()]);
      return { X, y: X.map(([a, b]) => (a! > b! ? 'a' : 'b')), settings: { ...quick, seed: job, epochs: 10 } };
    });
    const fitOn = (backend: ReturnType<typeof createReferenceBackend>) => async (job: (typeof jobs)[number]) =>
      Buffer.from((await new ChainzRuleClassifier({ ...job.settings, backend }).fit(job.X, job.y)).save()).toString(
        'hex',
      );
    const shared = createReferenceBackend();
    const together = await Promise.all(jobs.map(fitOn(shared)));
    const alone: string[] = [];
    for (const job of jobs) alone.push(await fitOn(createReferenceBackend())(job));
    expect(together).toEqual(alone);
    expect(new Set(together).size).toBe(10);
  });
});
