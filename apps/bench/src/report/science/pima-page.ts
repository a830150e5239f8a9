import type { ResultRecord } from '../../records/record.ts';
import { CHAINZRULE_TUNED } from '../../science/methods/methods.ts';
import { mean } from '../../statistics/descriptive.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { fixed, interval, meanAndSd, percent, pValue, signed } from '../numbers.ts';
import { type Comparison, compareMethods } from './compare.ts';
import { METHOD_ORDER } from './method-order.ts';
import { curvePlot, differencePlots, FOLDS } from './pima-plots.ts';
import { figuresOf, groupBy, inOrder, ofExperiment, onWholeSplits } from './select.ts';

/** Experiment a's results by share of the training rows, on the folds that every method has. */
export function pimaByFraction(all: readonly ResultRecord[]): Map<number, ResultRecord[]> {
  const byFraction = groupBy(ofExperiment(all, 'pima'), ({ job }) => Number(job.at['fraction']));
  return new Map([...byFraction].map(([fraction, own]) => [fraction, onWholeSplits(own)]));
}

/** Experiment a: Pima at five shares of the training rows. */
export function pimaBlocks(all: readonly ResultRecord[]): Block[] {
  const byFraction = pimaByFraction(all);
  if (byFraction.size === 0) return [];
  const results = [...byFraction.values()].flat();
  return [
    heading('a. Pima at 5 to 100 % of the training rows'),
    text(
      `Differences are method − ${CHAINZRULE_TUNED} on the same folds (those that every method has by now): **below zero the method is better**. Intervals are 95 % bootstrap intervals of the mean difference over ` +
        "folds, d is Cohen's d of the paired differences, p is Nadeau and Bengio's corrected test, adjusted by Holm within each table.",
    ),
    curvePlot(
      results,
      'logLoss',
      'pima-log-loss',
      'Log loss on test rows by the share of training rows; bars are 95 % bootstrap intervals of the mean.',
    ),
    ...differencePlots(byFraction),
    ...[...byFraction].flatMap(([fraction, own]) => fractionBlocks(fraction, own)),
    ...tauBlocks(byFraction),
    ...publishedBlocks(byFraction.get(1) ?? [], onWholeSplits(ofExperiment(all, 'pima-leak'))),
  ];
}

function fractionBlocks(fraction: number, results: readonly ResultRecord[]): Block[] {
  const losses = compareMethods(results, CHAINZRULE_TUNED, 'logLoss', METHOD_ORDER, FOLDS);
  const accuracies = compareMethods(results, CHAINZRULE_TUNED, 'accuracy', METHOD_ORDER, FOLDS);
  const rows = losses.map((loss, index) => {
    const accuracy = accuracies[index]!;
    return [
      loss.name,
      meanAndSd(loss.values),
      signed(loss.difference),
      interval(loss.interval),
      fixed(loss.effect, 2),
      pValue(loss.p),
      pValue(loss.adjusted),
      meanAndSd(
        accuracy.values.map((value) => 100 * value),
        1,
      ),
      signed(100 * accuracy.difference, 1),
      pValue(accuracy.adjusted),
      String(loss.values.length),
    ];
  });
  const trainRows = results.find(({ notes }) => notes?.['rows'] !== undefined)?.notes?.['rows'];
  return [
    heading(`${percent(fraction, 0)} % of the training rows (about ${trainRows})`, 3),
    text(verdict(results)),
    table(
      [
        'method',
        'log loss',
        'difference',
        '95 % interval',
        'd',
        'p',
        'p (Holm)',
        'accuracy %',
        'difference',
        'p (Holm)',
        'folds',
      ],
      rows,
    ),
  ];
}

/** What the results say, in words, from the numbers alone. */
export function verdict(results: readonly ResultRecord[]): string {
  const [losses, accuracies] = ['logLoss', 'accuracy'].map((figure) =>
    compareMethods(results, CHAINZRULE_TUNED, figure, METHOD_ORDER, FOLDS),
  ) as [Comparison[], Comparison[]];
  // A method that lacks folds was spared the hard ones, perhaps.
  const most = Math.max(...losses.map(({ values }) => values.length));
  const whole = (list: readonly Comparison[]): Comparison[] => list.filter(({ values }) => values.length === most);
  const best = (list: readonly Comparison[], sign: number): Comparison =>
    whole(list).reduce((a, b) => (sign * b.mean < sign * a.mean ? b : a));
  const named = (list: readonly Comparison[]): string => list.map(({ name }) => name).join(', ') || 'none';
  const clear = whole(losses).filter(({ adjusted }) => adjusted < 0.05);
  const short = losses.length - whole(losses).length;
  return (
    `Lowest mean log loss: **${best(losses, 1).name}** (${fixed(best(losses, 1).mean)}); highest mean accuracy: **${best(accuracies, -1).name}** ` +
    `(${percent(best(accuracies, -1).mean)} %). Log loss clearly lower than ${CHAINZRULE_TUNED}'s (p < 0.05 after Holm): ` +
    `${named(clear.filter(({ difference }) => difference < 0))}; clearly higher: ${named(clear.filter(({ difference }) => difference > 0))}. ` +
    `Accuracy clearly different: ${named(whole(accuracies).filter(({ adjusted }) => adjusted < 0.05))}.${short > 0 ? ` ${short} methods lack folds and are left out here.` : ''}`
  );
}

function tauBlocks(byFraction: ReadonlyMap<number, readonly ResultRecord[]>): Block[] {
  const blocks: Block[] = [
    heading('τ on Pima', 3),
    text(
      'The gradient tail ratio p99 / mean over test rows, mean ± sd over folds: `layer` per sample, `input` per sample, and `input` averaged over groups of 32 rows. The published ' +
        'figures are 1.01–1.02 for ChainzRule and 1.07–1.09 for its baselines; which quantity they are of is not stated.',
    ),
  ];
  const fractions = [...byFraction.keys()];
  for (const fraction of [...new Set([fractions[0]!, fractions.at(-1)!])]) {
    const results = byFraction.get(fraction)!;
    const rows = inOrder(new Set(results.map(({ job }) => job.name)), METHOD_ORDER).flatMap((name) => {
      const own = results.filter(({ job }) => job.name === name);
      if (figuresOf(own, 'tauLayer').length === 0) return [];
      return [
        [name, ...['tauLayer', 'tauInput', 'tauInputGrouped'].map((figure) => meanAndSd(figuresOf(own, figure)))],
      ];
    });
    blocks.push(
      table(['method', 'τ layer', 'τ input', 'τ input, groups of 32'], rows, {
        caption: `${percent(fraction, 0)} % of the training rows`,
      }),
    );
  }
  return blocks;
}

function publishedBlocks(full: readonly ResultRecord[], leaking: readonly ResultRecord[]): Block[] {
  const folds = new Set(leaking.map(splitOfFold));
  const honest = full.filter((result) => folds.has(splitOfFold(result)));
  const accuracyOf = (list: readonly ResultRecord[], name: string): number[] =>
    figuresOf(
      list.filter(({ job }) => job.name === name),
      'accuracy',
    ).map((value) => 100 * value);
  const names = inOrder(new Set(leaking.map(({ job }) => job.name)), METHOD_ORDER);
  if (names.length === 0) return [];
  return [
    heading('What imputing by class does', 3),
    text(
      'Published for ChainzRule on Pima at full data: 85.71 % (arXiv 2606.07908, abstract; the protocol could not be read). Here the same folds once more with missing values filled by the ' +
        `median of the row's own class, test labels included: **on purpose wrong**. ${leakVerdict(names, (name) => mean(accuracyOf(leaking, name)), honest)} The published figure is quoted and not aimed at.`,
    ),
    table(
      ['method', 'accuracy %, honest', 'accuracy %, imputed by class'],
      names.map((name) => [name, meanAndSd(accuracyOf(honest, name), 1), meanAndSd(accuracyOf(leaking, name), 1)]),
    ),
  ];
}

/** How far the best figure that saw the labels is from the best of all honest ones on the same folds. */
function leakVerdict(
  names: readonly string[],
  leaked: (name: string) => number,
  honest: readonly ResultRecord[],
): string {
  const best = names.reduce((a, b) => (leaked(b) > leaked(a) ? b : a));
  const others = [...groupBy(honest, ({ job }) => job.name).values()].map(
    (own) => 100 * mean(figuresOf(own, 'accuracy')),
  );
  return `That lifts **${best}** to ${fixed(leaked(best), 1)} %; the best honest figure of any method on these folds is ${fixed(Math.max(...others), 1)} %.`;
}

/** Repeat and fold alone: the same test rows, whatever the table is called. */
function splitOfFold({ job: { at } }: ResultRecord): string {
  return `${at['repeat']} ${at['fold']}`;
}
