import {
  ChainzRuleClassifier,
  ChainzRuleOrdinal,
  ChainzRuleRegressor,
  encodeModel,
  type ModelFile,
  type Preparation,
  parsePreparation,
  Rng,
} from '@chainzrule/core';

/** A cell of a raw row: a number, a text, or nothing. */
export type RawCell = number | string | null;

/** A model that takes raw rows, and rows it has not seen. */
export interface TrainedModel {
  readonly name: string;
  readonly model: ModelFile & { readonly preparation: Preparation };
  /** Columns: four numbers and two texts, mixed, with missing cells; numbers are float32's own. */
  readonly rows: readonly (readonly RawCell[])[];
}

const CITIES = ['Bern', 'Genève', 'Łódź', '東京', 'a, "b"'];

/** Raw rows of very different scales, some cells missing, some texts that training never saw. */
function rawRows(count: number, seed: number, cities: readonly string[]): RawCell[][] {
  const rng = Rng.fromSeed(seed);
  const cell = <C extends RawCell>(value: C): C | null => (rng.uniform() < 0.15 ? null : value);
  return Array.from({ length: count }, () => [
    cell(Math.fround(3000 + 40 * rng.normal())),
    cell(cities[rng.integer(cities.length)]!),
    cell(Math.fround(1e-3 * rng.normal())),
    cell(rng.integer(4)),
    cell(['yes', 'no'][rng.integer(2)]!),
    cell(Math.fround(1e6 * rng.normal())),
  ]);
}

/** The 0 of the fourth column stands for "missing" too. */
function withCode(model: ModelFile & { readonly preparation: Preparation }): TrainedModel['model'] {
  const columns = model.preparation.columns.map((column, index) =>
    index === 3 && column.type === 'numeric' ? { ...column, missing: ['0', '-1', 'none'] } : column,
  );
  return { ...model, preparation: parsePreparation({ ...model.preparation, columns }) };
}

const SETTINGS = { layers: [12, 6], epochs: 3, seed: 5, missingIndicator: true } as const;

/** One trained model per kind of head, and one of ordinary activations. */
export async function trainedModels(): Promise<TrainedModel[]> {
  const training = rawRows(120, 1, CITIES);
  const size = (row: readonly RawCell[]): number => Number(row[0] ?? 3000) + 30 * Number(row[3] ?? 1);
  const binary = training.map((row) => (size(row) > 3045 ? 'large' : 'small'));
  const grades = training.map((row) => Math.min(3, Math.max(0, Math.floor((size(row) - 2980) / 40))));
  const kinds = grades.map((grade) => `kind ${grade}`);
  const fits = [
    ['binary', new ChainzRuleClassifier(SETTINGS).fit(training, binary)],
    ['categorical', new ChainzRuleClassifier({ ...SETTINGS, activation: 'gelu' }).fit(training, kinds)],
    ['ordinal', new ChainzRuleOrdinal(SETTINGS).fit(training, grades)],
    ['regression', new ChainzRuleRegressor(SETTINGS).fit(training, training.map(size))],
    ['no hidden layers', new ChainzRuleClassifier({ ...SETTINGS, layers: [] }).fit(training, binary)],
  ] as const;
  const models: TrainedModel[] = [];
  for (const [name, fit] of fits) {
    const { model } = await fit;
    models.push({ name, model: withCode(model), rows: rawRows(40, 2, [...CITIES, 'unseen']) });
  }
  return models;
}

/** What the core's estimators say of raw rows: probabilities [rows, classes], or values. */
export async function predictionsOf(model: ModelFile, rows: readonly (readonly RawCell[])[]): Promise<Float64Array> {
  const bytes = encodeModel(model);
  const task = model.preparation!.target.task;
  if (task === 'regression') return await ChainzRuleRegressor.load(bytes).predict(rows);
  const estimator = (task === 'ordinal' ? ChainzRuleOrdinal : ChainzRuleClassifier).load(bytes);
  return Float64Array.from((await estimator.predictProba(rows)).data);
}
