import type { ResultRecord } from '../../records/record.ts';
import { CHAINZRULE_TUNED } from '../../science/methods/methods.ts';
import { mean, ranks } from '../../statistics/descriptive.ts';
import { holm, wilcoxonSignedRank } from '../../statistics/paired-tests.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { fixed, percent, pValue } from '../numbers.ts';
import { METHOD_ORDER } from './method-order.ts';
import { figuresOf, groupBy, inOrder, ofExperiment, onWholeSplits, splitKey } from './select.ts';

/** Experiment e: ranks over small tables, Pima's folds at the same shares among them. */
export function rankBlocks(all: readonly ResultRecord[]): Block[] {
  const own = ofExperiment(all, 'tables');
  if (own.length === 0) return [];
  const fractions = [...groupBy(own, ({ job }) => Number(job.at['fraction'])).keys()];
  const pima = ofExperiment(all, 'pima').filter(({ job }) => fractions.includes(Number(job.at['fraction'])));
  return [
    heading('e. Small tables: mean ranks'),
    text(
      'Methods ranked within each table by their mean over folds (1 is best). With so few tables a Nemenyi difference says little, and the exact Wilcoxon test across tables cannot reach 0.05 after Holm: the ranks **describe**. ' +
        `p is the exact Wilcoxon test of the tables' mean log losses against ${CHAINZRULE_TUNED}, Holm-adjusted.`,
    ),
    ...fractions.flatMap((fraction) =>
      fractionBlocks(
        fraction,
        [...own, ...pima].filter(({ job }) => Number(job.at['fraction']) === fraction),
      ),
    ),
  ];
}

/** The three best by mean rank at each share, in a sentence; undefined without results. */
export function rankSummary(all: readonly ResultRecord[]): string | undefined {
  const sentences = rankBlocks(all).flatMap((block, index, blocks) => {
    if (block.kind !== 'table') return [];
    const title = blocks[index - 1];
    const first = block.rows.slice(0, 3).map(([name, rank]) => `${name} (${rank})`);
    return title?.kind === 'heading' ? [`${title.text}: ${first.join(', ')}.`] : [];
  });
  return sentences.length === 0 ? undefined : `Best mean ranks by log loss. ${sentences.join(' ')}`;
}

function fractionBlocks(fraction: number, results: readonly ResultRecord[]): Block[] {
  const names = inOrder(new Set(results.map(({ job }) => job.name)), METHOD_ORDER);
  const whole = [...groupBy(results, ({ job }) => String(job.at['dataset']))]
    .filter(([, group]) => names.every((name) => group.some(({ job }) => job.name === name)))
    .map(([name, group]) => [name, onWholeSplits(group)] as const);
  const value = (group: readonly ResultRecord[], name: string, figure: string): number =>
    mean(
      figuresOf(
        group.filter(({ job }) => job.name === name),
        figure,
      ),
    );
  const ranksOf = (figure: string, sign: number): number[] => {
    const perTable = whole.map(([, group]) => ranks(names.map((name) => sign * value(group, name, figure))));
    return names.map((_, index) => mean(perTable.map((list) => list[index]!)));
  };
  const [byLoss, byAccuracy] = [ranksOf('logLoss', 1), ranksOf('accuracy', -1)];
  const p = holm(
    names.map((name) =>
      name === CHAINZRULE_TUNED
        ? Number.NaN
        : wilcoxonSignedRank(
            whole.map(([, group]) => value(group, name, 'logLoss') - value(group, CHAINZRULE_TUNED, 'logLoss')),
          ).p,
    ),
  );
  const order = names.map((_, index) => index).sort((a, b) => byLoss[a]! - byLoss[b]!);
  const rows = order.map((index) => [
    names[index]!,
    fixed(byLoss[index]!, 1),
    fixed(byAccuracy[index]!, 1),
    pValue(p[index]!),
    ...whole.map(
      ([, group]) =>
        `${fixed(value(group, names[index]!, 'logLoss'))} / ${percent(value(group, names[index]!, 'accuracy'))}`,
    ),
  ]);
  return [
    heading(`${percent(fraction, 0)} % of the training rows, ${whole.length} tables`, 3),
    table(
      [
        'method',
        'rank by log loss',
        'rank by accuracy',
        'p (Holm)',
        ...whole.map(([name, group]) => `${name} (${splitCount(group)}): log loss / accuracy %`),
      ],
      rows,
    ),
  ];
}

function splitCount(results: readonly ResultRecord[]): string {
  const count = new Set(results.map(splitKey)).size;
  return `${count} ${count === 1 ? 'fold' : 'folds'}`;
}
