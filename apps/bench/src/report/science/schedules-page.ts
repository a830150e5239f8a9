import type { ResultRecord } from '../../records/record.ts';
import { CONSTANT, SCHEDULES } from '../../science/experiments/schedule-document.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { interval, pValue, signed } from '../numbers.ts';
import { annealingBlocks } from './annealing.ts';
import { compareMethods } from './compare.ts';
import { constants, scheduleCells } from './schedule-cells.ts';
import { inOrder, ofExperiment, splitKey } from './select.ts';

const ORDER = SCHEDULES.map(({ name }) => name);
const FOLDS = 5;

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
    ...annealingBlocks(cells),
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
