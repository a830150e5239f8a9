import type { ResultRecord } from '../../records/record.ts';
import { CONSTANT, SCHEDULES } from '../../science/experiments/schedule-document.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import { wilcoxonSignedRank } from '../../statistics/paired-tests.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { interval, pValue, signed } from '../numbers.ts';
import { compareMethods } from './compare.ts';
import { groupBy, inOrder, ofExperiment, onWholeSplits, splitKey } from './select.ts';

const ORDER = SCHEDULES.map(({ name }) => name);
const FOLDS = 5;
const annealed = new Set(
  SCHEDULES.filter(({ shape }) => shape !== 'constant' && shape !== 'controlled').map(({ name }) => name),
);
const constants = new Set(SCHEDULES.filter(({ shape }) => shape === 'constant').map(({ name }) => name));

/** Experiment b's results by data set and noise, on the splits that every schedule has. */
function scheduleCells(all: readonly ResultRecord[]): Map<string, ResultRecord[]> {
  const groups = groupBy(ofExperiment(all, 'schedules'), ({ job: { at } }) => `${at['dataset']}, ${at['noise']}`);
  return new Map([...groups].map(([cell, own]) => [cell, onWholeSplits(own)]));
}

/** Experiment b: schedules × representation noise. */
export function scheduleBlocks(all: readonly ResultRecord[]): Block[] {
  const results = ofExperiment(all, 'schedules');
  if (results.length === 0) return [];
  const cells = scheduleCells(all);
  return [
    heading('b. Schedules × representation noise'),
    text(
      `λ over the run in multiples of λ₀ = 0.25·√(100/n), under noise on training and test rows alike. Differences in log loss to "${CONSTANT.name}" on the same splits: below zero the schedule is better. ` +
        "The seed's finding is that the best annealing range depends on the noise of the representation.",
    ),
    heading('The best schedule of each cell', 3),
    text(
      "The lowest mean log loss of a cell is a winner among thirty: its difference flatters it, and only the Holm-adjusted p (over the cell's schedules) guards against that.",
    ),
    table(
      [
        'data, noise',
        'best schedule',
        'difference',
        '95 % interval',
        'p (Holm)',
        'best constant',
        'difference',
        'splits',
      ],
      [...cells].map(([cell, own]) => bestRow(cell, own)),
      { left: 2 },
    ),
    ...honestBlocks(cells),
    ...rangeBlocks([...cells.values()].flat()),
  ];
}

function bestRow(cell: string, results: readonly ResultRecord[]): string[] {
  const compared = compareMethods(results, CONSTANT.name, 'logLoss', ORDER, FOLDS);
  const best = compared.reduce((a, b) => (b.mean < a.mean ? b : a));
  const bestConstant = compared.filter(({ name }) => constants.has(name)).reduce((a, b) => (b.mean < a.mean ? b : a));
  return [
    cell,
    best.name,
    signed(best.difference),
    interval(best.interval),
    pValue(best.adjusted),
    bestConstant.name,
    signed(bestConstant.difference),
    String(best.values.length),
  ];
}

/** A cell's differences, annealed − constant, each chosen on the cell's other splits. */
interface Annealing {
  readonly cell: string;
  readonly differences: readonly number[];
}

function annealingOf(cells: ReadonlyMap<string, readonly ResultRecord[]>): Annealing[] {
  return [...cells]
    .map(([cell, own]) => ({ cell, differences: chosenElsewhere(own) }))
    .filter(({ differences }) => differences.length > 1);
}

function annealingText(found: readonly Annealing[]): string {
  const means = found.map(({ differences }) => mean(differences));
  const test = wilcoxonSignedRank(means);
  return `Over ${means.length} cells: mean ${signed(mean(means))}, exact Wilcoxon p = ${pValue(test.p)} (cells of one data set share rows, so it describes more than it decides).`;
}

/** Whether annealing pays, in a sentence; undefined before there are two whole splits of a cell. */
export function annealingSummary(all: readonly ResultRecord[]): string | undefined {
  const found = annealingOf(scheduleCells(all));
  if (found.length === 0) return undefined;
  return `Annealed − constant λ in log loss, each chosen on other splits (below zero annealing pays). ${annealingText(found)}`;
}

/** Annealing against constants without the winner's curse: each split uses the schedule that is best on the cell's other splits. */
function honestBlocks(cells: ReadonlyMap<string, readonly ResultRecord[]>): Block[] {
  const found = annealingOf(cells);
  if (found.length === 0) return [];
  return [
    heading('Does annealing pay?', 3),
    text(
      "For each split the annealed schedule and the constant λ that are best on the cell's **other** splits are compared on this one, so no choice has seen the rows it is scored on. " +
        `Below zero annealing pays. ${annealingText(found)}`,
    ),
    table(
      ['data, noise', 'annealed − constant, log loss', '95 % interval', 'splits'],
      found.map(({ cell, differences }) => [
        cell,
        signed(mean(differences)),
        interval(bootstrapMean(differences)),
        String(differences.length),
      ]),
    ),
  ];
}

function chosenElsewhere(results: readonly ResultRecord[]): number[] {
  const bySplit = groupBy(results, splitKey);
  const lossOf = (list: readonly ResultRecord[], name: string): number =>
    list.find(({ job }) => job.name === name)?.figures['logLoss'] ?? Number.NaN;
  const whole = [...bySplit.values()].filter((list) => new Set(list.map(({ job }) => job.name)).size === ORDER.length);
  if (whole.length < 2) return [];
  return whole.map((own) => {
    const others = whole.filter((list) => list !== own);
    const best = (names: ReadonlySet<string>): string =>
      [...names].reduce((a, b) =>
        mean(others.map((list) => lossOf(list, b))) < mean(others.map((list) => lossOf(list, a))) ? b : a,
      );
    return lossOf(own, best(annealed)) - lossOf(own, best(constants));
  });
}

/** Ranges and directions by noise, the three shapes together. */
function rangeBlocks(results: readonly ResultRecord[]): Block[] {
  const noises = inOrder(new Set(results.map(({ job }) => String(job.at['noise']))), [
    'clean',
    'gaussian 0.5',
    'gaussian 1',
    'dropout 0.3',
    '4 levels',
  ]);
  const constantLoss = new Map(
    results
      .filter(({ job }) => job.name === CONSTANT.name)
      .map((result) => [splitKey(result), result.figures['logLoss'] ?? Number.NaN]),
  );
  const kinds = [...new Set(ORDER.map(rangeOf))];
  const rows = kinds.map((kind) => [
    kind,
    ...noises.map((noise) => {
      const own = results.filter(({ job }) => job.at['noise'] === noise && rangeOf(job.name) === kind);
      const differences = own
        .map((result) => (result.figures['logLoss'] ?? Number.NaN) - constantLoss.get(splitKey(result))!)
        .filter((value) => !Number.isNaN(value));
      return differences.length === 0 ? '–' : `${signed(mean(differences))} ${interval(bootstrapMean(differences))}`;
    }),
  ]);
  return [
    heading('Ranges by noise', 3),
    text(
      `Mean difference in log loss to "${CONSTANT.name}" over data sets and splits, linear, geometric and cosine together, with 95 % bootstrap intervals over splits.`,
    ),
    table(['λ', ...noises], rows),
  ];
}

/** A schedule's name without its shape. */
function rangeOf(name: string): string {
  return name.replace(/^(linear|geometric|cosine) /, '');
}
