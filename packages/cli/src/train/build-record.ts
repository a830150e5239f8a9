import {
  type Assessment,
  epochFigures,
  type FoldRecord,
  finite,
  formatSchedule,
  type NetworkRecord,
  pooledFigures,
  type RunRecord,
  type Schedule,
  type Split,
} from '@chainzrule/core';

/** What a record takes of an assessment. */
export interface Assessed extends Omit<Assessment, 'fitted'> {
  readonly fitted: {
    readonly plan: Pick<Assessment['fitted']['plan'], 'network' | 'lambda' | 'inputNoise'>;
  } & Pick<Assessment['fitted'], 'bestEpoch' | 'history'>;
}

/** A network by name and settings, with what came out fold by fold. */
export interface AssessedNetwork {
  readonly name: string;
  readonly settings: object;
  readonly assessments: readonly Assessed[];
}

/** Everything a record says that is not a result. */
export type RecordFrame = Omit<RunRecord, 'format' | 'networks'>;

/** How many rows of a fold trained and tested. */
export interface FoldRows {
  readonly trainRows: number;
  readonly testRows: number;
}

/** The rows of splits. */
export function foldRows(splits: readonly Split[]): FoldRows[] {
  return splits.map(({ train, test }) => ({ trainRows: train.length, testRows: test.length }));
}

/** The record of a run: `chainzrule/record@1`. */
export function buildRecord(
  frame: RecordFrame,
  results: readonly AssessedNetwork[],
  rows: readonly FoldRows[],
): RunRecord {
  return { format: 'chainzrule/record@1', ...frame, networks: results.map((result) => networkRecord(result, rows)) };
}

function networkRecord({ name, settings, assessments }: AssessedNetwork, rows: readonly FoldRows[]): NetworkRecord {
  const folds = assessments.map((assessment, index) => foldRecord(assessment, index, rows[index]!));
  const metrics = Object.keys(folds[0]!.scores);
  const columns: [string, (fold: FoldRecord) => number | null | undefined][] = [
    ...metrics.map((metric): [string, (fold: FoldRecord) => number | null | undefined] => [
      metric,
      (fold) => fold.scores[metric],
    ]),
    ['tailRatio.layer', (fold) => fold.tailRatio.layer],
    ['tailRatio.input', (fold) => fold.tailRatio.input],
  ];
  const summary = Object.fromEntries(columns.map(([column, pick]) => [column, meanAndSd(folds.map(pick))]));
  return {
    name,
    settings: settingsDocument(settings),
    network: assessments[0]!.fitted.plan.network,
    folds,
    summary,
    pooled: pooledFigures(assessments),
  };
}

function foldRecord(
  { fitted, scores, tailRatio }: Assessed,
  index: number,
  { trainRows, testRows }: FoldRows,
): FoldRecord {
  const { plan, bestEpoch, history } = fitted;
  return {
    fold: index + 1,
    trainRows,
    testRows,
    lambda: lambdaText(plan.lambda),
    inputNoise: plan.inputNoise,
    epochs: history.length,
    bestEpoch,
    scores: Object.fromEntries(Object.entries(scores).map(([metric, value]) => [metric, finite(value)])),
    tailRatio: { layer: finite(tailRatio.layer.ratio), input: finite(tailRatio.input.ratio) },
    meanNorm: { layer: finite(tailRatio.layer.mean), input: finite(tailRatio.input.mean) },
    history: history.map(epochFigures),
  };
}

/** λ over a run as text that `--schedule` takes. */
function lambdaText(lambda: Schedule): string {
  return typeof lambda === 'function' ? 'a function' : formatSchedule(lambda);
}

function settingsDocument(settings: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'function' ? 'a function' : value]),
  );
}

/** Mean and sample standard deviation; null where a fold has no finite value. */
function meanAndSd(values: readonly (number | null | undefined)[]): {
  readonly mean: number | null;
  readonly sd: number | null;
} {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length || numbers.length === 0) return { mean: null, sd: null };
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(numbers.length - 1, 1);
  return { mean, sd: numbers.length > 1 ? Math.sqrt(variance) : null };
}
