import { describe, expect, it } from 'vitest';
import {
  type Cell,
  ChainzRuleClassifier,
  ChainzRuleOrdinal,
  ChainzRuleRegressor,
  Rng,
  tableFromRows,
} from '../../src/index.ts';
import { halves, named, quick } from './rows.ts';

const { X, side } = halves(80);
const y = named(side);

/** What a call refused with. */
async function refusal(call: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await call();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('nothing was refused');
}

describe('what people used to scikit-learn expect', () => {
  it('fit gives the estimator back; a second fit starts anew and gives the same bytes', async () => {
    const model = new ChainzRuleClassifier(quick);
    expect(model.isFitted).toBe(false);
    expect(await model.fit(X, y)).toBe(model);
    const first = model.save();
    await model.fit(
      X.map(([a, b]) => [b!, a!, 3]),
      X.map((_, row) => row % 3),
    );
    expect(model.classes).toEqual([0, 1, 2]);
    await model.fit(X, y);
    expect(Buffer.from(model.save()).equals(Buffer.from(first))).toBe(true);
  });

  it('a fit that fails leaves the model from before', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(X, y);
    const before = await model.predict(X);
    expect(await refusal(() => model.fit(X, y.slice(1)))).toMatchObject({ code: 'SHAPE_MISMATCH' });
    expect(await model.predict(X)).toEqual(before);
  });

  it.each(['predict', 'predictProba', 'tailRatio'] as const)('%s before fit says what to do', async (call) => {
    const { code, message } = await refusal(() => new ChainzRuleClassifier()[call](X));
    expect([code, message]).toEqual(['NOT_FITTED', expect.stringMatching(`^${call}: .*call fit\\(X, y\\) first`)]);
  });

  it.each([
    ['save', (model: ChainzRuleClassifier) => model.save()],
    ['score', (model: ChainzRuleClassifier) => model.score(X, y)],
    ['classes', (model: ChainzRuleClassifier) => model.classes],
    ['model', (model: ChainzRuleClassifier) => model.model],
  ] as const)('%s before fit says so too', async (_, call) => {
    expect(await refusal(() => call(new ChainzRuleClassifier()))).toMatchObject({ code: 'NOT_FITTED' });
  });

  it('a wrong number of columns is told with both numbers, missing ones by name', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(X, y);
    for (const rows of [[[1]], [[1, 2, 3]], [[1, 2, 3, 4]]]) {
      const { code, message } = await refusal(() => model.predict(rows));
      expect(code).toBe('INVALID_DATA');
      expect(message).toMatch(/2/);
      expect(message).toContain(String(rows[0]!.length));
    }
    const titled = await new ChainzRuleClassifier(quick).fit(tableFromRows(X, ['size', 'weight']), y);
    const { message } = await refusal(() => titled.predict(tableFromRows([[1, 2]], ['size', 'colour'])));
    expect(message).toContain('"weight"');
  });

  it('columns with names may come in another order', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(tableFromRows(X, ['a', 'b']), y);
    const turned = tableFromRows(
      X.map(([a, b]) => [b!, a!]),
      ['b', 'a'],
    );
    expect(await model.predict(turned)).toEqual(await model.predict(tableFromRows(X, ['a', 'b'])));
  });

  it('data of one class is refused by its name', async () => {
    expect(
      await refusal(() =>
        new ChainzRuleClassifier(quick).fit(
          X,
          y.map(() => 'only'),
        ),
      ),
    ).toEqual(expect.objectContaining({ code: 'INVALID_DATA', message: expect.stringContaining('"only"') }));
  });

  it.each<[string, (string | number | boolean)[], unknown[]]>([
    ['texts', y, ['no', 'yes']],
    ['numbers', side.map(Number), [0, 1]],
    ['numbers that are no indices', side.map((s) => (s ? 40 : -7)), [-7, 40]],
    ['booleans', side, ['false', 'true']],
    ['names of prototypes', side.map((s) => (s ? '__proto__' : 'constructor')), ['__proto__', 'constructor']],
  ])('classes may be %s, and predictions are of the same kind', async (_, labels, classes) => {
    const model = await new ChainzRuleClassifier(quick).fit(X, labels as string[]);
    expect(model.classes).toEqual(classes);
    const predicted = await model.predict(X);
    for (const label of predicted) expect(classes).toContain(label);
    expect(await model.score(X, labels as string[])).toBeGreaterThan(0.85);
    expect(await model.score(X, labels as string[])).toBe(
      predicted.filter((label, row) => String(label) === String(labels[row])).length / X.length,
    );
    const again = ChainzRuleClassifier.load(model.save());
    expect(await again.predict(X)).toEqual(predicted);
  });

  it('rows of NaN, null and gaps are imputed, and predicted without NaN', async () => {
    const gaps = X.map((row, index): Cell[] => row.map((cell, column) => (index % 7 === column ? Number.NaN : cell!)));
    const model = await new ChainzRuleClassifier({ ...quick, missingIndicator: true }).fit(gaps, y);
    const { data } = await model.predictProba([
      [Number.NaN, Number.NaN],
      [null, null],
      [Number.NaN, 1],
    ]);
    expect([...data].every((p) => p >= 0 && p <= 1)).toBe(true);
    expect([...data.subarray(0, 2)]).toEqual([...data.subarray(2, 4)]);
  });

  it('regression targets far from zero come back in their own units', async () => {
    const prices = X.map(([a]) => 1e9 + 1000 * Number(a));
    const model = await new ChainzRuleRegressor({ ...quick, epochs: 200 }).fit(X, prices);
    const predicted = await model.predict(X);
    const worst = Math.max(...predicted.map((value, row) => Math.abs(value - prices[row]!)));
    expect(worst).toBeLessThan(1500);
    expect(await model.score(X, prices)).toBeGreaterThan(0.9);
    const tiny = await new ChainzRuleRegressor({ ...quick, epochs: 200 }).fit(
      X,
      X.map(([a]) => 1e-12 * Number(a)),
    );
    expect(Math.max(...(await tiny.predict(X)).map(Math.abs))).toBeLessThan(1e-10);
  });

  it('a constant regression target is learned as that constant', async () => {
    const model = await new ChainzRuleRegressor(quick).fit(
      X,
      X.map(() => 42),
    );
    for (const value of await model.predict(X)) expect(Math.abs(value - 42)).toBeLessThan(0.5);
  });

  it.each<[string, ArrayLike<number>]>([
    ['NaN', X.map((_, row) => (row === 3 ? Number.NaN : 1))],
    ['infinite', X.map((_, row) => (row === 3 ? Number.POSITIVE_INFINITY : 1))],
  ])('a regression target that is %s is told by its row', async (_, targets) => {
    expect(await refusal(() => new ChainzRuleRegressor(quick).fit(X, targets))).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('row 3'),
    });
  });

  it('predicting no rows gives none', async () => {
    const model = await new ChainzRuleClassifier(quick).fit(X, y);
    expect(await model.predict([])).toEqual([]);
    expect((await model.predictProba([])).rows).toBe(0);
  });

  it('rows may be a matrix, and the arrays stay as they were', async () => {
    const data = Float64Array.from(X.flat() as number[]);
    const copy = data.slice();
    const matrix = { data, rows: X.length, cols: 2 };
    const model = await new ChainzRuleClassifier(quick).fit(matrix, y);
    expect(await model.predict(matrix)).toEqual(await model.predict(X));
    expect(data).toEqual(copy);
  });

  it('weights of zero leave rows out; equal weights change nothing', async () => {
    const plain = await new ChainzRuleClassifier({ ...quick, inputNoise: 0 }).fit(X, y);
    const weighted = await new ChainzRuleClassifier({ ...quick, inputNoise: 0 }).fit(X, y, {
      sampleWeight: X.map(() => 2),
    });
    const [a, b] = [await plain.predictProba(X), await weighted.predictProba(X)];
    a.data.forEach((value, index) => expect(b.data[index]).toBeCloseTo(value, 9));
    for (const bad of [X.map(() => -1), X.map(() => Number.NaN), X.map(() => 0), [1]])
      expect((await refusal(() => plain.fit(X, y, { sampleWeight: bad }))).code).toMatch(/SHAPE_MISMATCH|INVALID_/);
  });

  it('balanced classes do not forget the rare one', async () => {
    const rng = Rng.fromSeed(3);
    const rows = Array.from({ length: 200 }, (_, row) => [rng.normal() + (row < 12 ? 1 : 0), rng.normal()]);
    const labels = rows.map((_, row) => (row < 12 ? 'rare' : 'common'));
    const predictedRare = async (classWeight?: 'balanced'): Promise<number> => {
      const model = await new ChainzRuleClassifier({ ...quick, classWeight }).fit(rows, labels);
      return (await model.predict(rows)).filter((label) => label === 'rare').length;
    };
    expect(await predictedRare('balanced')).toBeGreaterThan((await predictedRare()) + 20);
  });

  it('a validation part stops early and is never trained on', async () => {
    const model = await new ChainzRuleClassifier({ ...quick, epochs: 400, patience: 5 }).fit(X, y, {
      validation: 0.25,
    });
    expect(model.history.length).toBeLessThan(400);
    expect(model.history.every(({ validation }) => Number.isFinite(validation))).toBe(true);
    expect(model.model.training['rows']).toBe(60);
  });

  it('a signal stops the fit; progress is reported', async () => {
    const controller = new AbortController();
    const model = new ChainzRuleClassifier({ ...quick, epochs: 400 });
    const seen: number[] = [];
    const stopping = model.fit(X, y, {
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        seen.push(epoch);
        if (epoch === 3) controller.abort();
      },
    });
    expect(await refusal(() => stopping)).toMatchObject({ code: 'ABORTED' });
    expect(seen[0]).toBe(1);
    expect(seen.length).toBeLessThan(400);
    expect(model.isFitted).toBe(false);
  });

  it('ordinal probabilities are never negative and sum to 1; scores follow the order', async () => {
    const grades = X.map(([a, b]) => Math.max(0, Math.min(4, Math.round(2 + Number(a) + Number(b)))));
    const model = await new ChainzRuleOrdinal({ ...quick, epochs: 120 }).fit(X, grades);
    const { data, cols } = await model.predictProba(X);
    expect(cols).toBe(5);
    for (let row = 0; row < X.length; row++) {
      const own = [...data.subarray(row * cols, (row + 1) * cols)];
      expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
      expect(own.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    }
    expect(await model.score(X, grades)).toBeGreaterThan(0.5);
  });

  it('a model file of another kind is refused with the class to use', async () => {
    const regressor = await new ChainzRuleRegressor(quick).fit(
      X,
      X.map(([a]) => Number(a)),
    );
    expect(await refusal(() => ChainzRuleClassifier.load(regressor.save()))).toMatchObject({
      code: 'INVALID_MODEL_FILE',
      message: expect.stringContaining('regression'),
    });
  });

  it.each<[string, object, RegExp]>([
    ['layers', { layers: [0] }, /layers/],
    ['lambda', { lambda: -1 }, /lambda/],
    ['lambda', { lambda: 'automatic' }, /lambda/],
    ['activation', { activation: 'sine' }, /activation/],
    ['an unknown setting', { learningrate: 1 }, /learningrate/],
    ['classWeight', { classWeight: 'equal' }, /classWeight/],
    ['seed', { seed: -1 }, /seed/],
  ])('a wrong setting is named at once: %s', async (_, settings, message) => {
    expect(await refusal(() => new ChainzRuleClassifier(settings as never))).toMatchObject({
      code: 'INVALID_SPEC',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, unknown, unknown]>([
    ['nothing', undefined, y],
    ['a text', 'rows', y],
    ['ragged rows', [[1, 2], [3]], ['a', 'b']],
    ['rows of objects', [[{}, 1]], ['a']],
    ['no targets', X, undefined],
    ['targets that are objects', X, X.map(() => ({}))],
    ['targets that are NaN', X, X.map(() => Number.NaN)],
    ['a matrix of another size', { data: new Float64Array(3), rows: 2, cols: 2 }, ['a', 'b']],
  ])('rows that cannot be are refused with a typed error: %s', async (_, rows, targets) => {
    const { code } = await refusal(() => new ChainzRuleClassifier(quick).fit(rows as never, targets as never));
    expect(code).toMatch(/^(INVALID_DATA|INVALID_ARGUMENT|SHAPE_MISMATCH)$/);
  });
});
