import type { ResultRecord } from '../../records/record.ts';
import { SCHEDULES } from '../../science/experiments/schedule-document.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import { wilcoxonSignedRank } from '../../statistics/paired-tests.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { interval, pValue, signed } from '../numbers.ts';
import { intervalPlot } from './interval-plot.ts';
import { annealed, constants, scheduleCells } from './schedule-cells.ts';
import { groupBy, splitKey } from './select.ts';

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
export function annealingBlocks(cells: ReadonlyMap<string, readonly ResultRecord[]>): Block[] {
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
    annealingPlot(found),
  ];
}

function annealingPlot(found: readonly Annealing[]): Block {
  const points = found.map(({ cell, differences }) => ({
    name: cell,
    difference: mean(differences),
    ...bootstrapMean(differences),
  }));
  return intervalPlot(
    'schedules-annealing',
    'Annealed − constant λ in log loss, each chosen on other splits, with 95 % intervals.',
    {
      label: 'log loss, annealed − constant (left: annealing pays) →',
      points,
    },
  );
}

function chosenElsewhere(results: readonly ResultRecord[]): number[] {
  const bySplit = groupBy(results, splitKey);
  const lossOf = (list: readonly ResultRecord[], name: string): number =>
    list.find(({ job }) => job.name === name)?.figures['logLoss'] ?? Number.NaN;
  const whole = [...bySplit.values()].filter(
    (list) => new Set(list.map(({ job }) => job.name)).size === SCHEDULES.length,
  );
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
