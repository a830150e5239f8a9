import type { ResultRecord } from '../../records/record.ts';
import { mean } from '../../statistics/descriptive.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { fixed, meanAndSd, percent } from '../numbers.ts';
import { METHOD_ORDER } from './method-order.ts';
import { figuresOf, groupBy, inOrder, ofExperiment, onWholeSplits } from './select.ts';

/** Which head leads at each share, in a sentence; undefined without results. */
export function frozenTextSummary(all: readonly ResultRecord[]): string | undefined {
  const results = ofExperiment(all, 'sst5');
  const sentences = [...groupBy(results, ({ job }) => Number(job.at['fraction']))].map(
    ([fraction, own]) => `At ${percent(fraction, 0)} % of the training rows: ${leaders(onWholeSplits(own))}`,
  );
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function leaders(own: readonly ResultRecord[]): string {
  const names = inOrder(new Set(own.map(({ job }) => job.name)), ['linear', ...METHOD_ORDER]);
  const meanOf = (name: string, figure: string): number =>
    mean(
      figuresOf(
        own.filter(({ job }) => job.name === name),
        figure,
      ),
    );
  const best = (figure: string, sign: number): string =>
    names.reduce((a, b) => (sign * meanOf(b, figure) < sign * meanOf(a, figure) ? b : a));
  const [lowest, highest] = [best('logLoss', 1), best('accuracy', -1)];
  return `Lowest mean log loss: **${lowest}** (${fixed(meanOf(lowest, 'logLoss'))}); highest mean accuracy: **${highest}** (${percent(meanOf(highest, 'accuracy'))} %).`;
}

/** Experiment d: heads on frozen sentence vectors. */
export function frozenTextBlocks(all: readonly ResultRecord[]): Block[] {
  const results = ofExperiment(all, 'sst5');
  if (results.length === 0) return [];
  const blocks: Block[] = [
    heading('d. SST-5 on frozen vectors'),
    text(
      'Heads on means of static word-piece vectors (context-free and noisy; the majority class is 23.1 % of the test part, ridge regression on these vectors 36.7 %). Mean ± sd over seeds; with so few seeds no test is made. ' +
        'These vectors are not a fine-tuned encoder: published SST-5 figures are not comparable.',
    ),
  ];
  for (const [fraction, some] of [...groupBy(results, ({ job }) => Number(job.at['fraction']))].toReversed()) {
    const own = onWholeSplits(some);
    const names = inOrder(new Set(own.map(({ job }) => job.name)), ['linear', ...METHOD_ORDER]);
    const of = (name: string): ResultRecord[] => own.filter(({ job }) => job.name === name);
    const rows = names.map((name) => {
      const group = of(name);
      return [
        name,
        meanAndSd(
          figuresOf(group, 'accuracy').map((value) => 100 * value),
          1,
        ),
        meanAndSd(figuresOf(group, 'logLoss')),
        meanAndSd(figuresOf(group, 'trainLogLoss')),
        meanAndSd(figuresOf(group, 'tauLayer')),
        meanAndSd(figuresOf(group, 'tauInput')),
        String(group.length),
      ];
    });
    blocks.push(
      heading(`${percent(fraction, 0)} % of the training rows`, 3),
      text(leaders(own)),
      table(['head', 'accuracy %', 'log loss', 'log loss on training rows', 'τ layer', 'τ input', 'seeds'], rows),
    );
  }
  return blocks;
}
