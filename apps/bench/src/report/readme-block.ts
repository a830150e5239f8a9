import type { ResultRecord } from '../records/record.ts';
import { mean } from '../statistics/descriptive.ts';
import { table } from './blocks.ts';
import { tableToMarkdown } from './markdown.ts';
import { meanAndSd, percent } from './numbers.ts';
import { pimaByFraction, verdict } from './science/pima-page.ts';
import { figuresOf } from './science/select.ts';

const START = '<!-- generated:benchmarks -->';
const END = '<!-- /generated:benchmarks -->';

/** The methods that a reader of the README asks about. */
const SHOWN = [
  'ChainzRule, λ by rule',
  'cubic',
  'ReLU',
  'ReLU + DREG',
  'ReLU + weight decay',
  'logistic regression',
  'SVM (RBF)',
  'XGBoost',
];

/** The README with its benchmark block made anew; unchanged where it has none. */
export function withBenchmarkBlock(readme: string, results: readonly ResultRecord[]): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  const pima = pimaByFraction(results);
  if (start < 0 || end < start || pima.size === 0) return readme;
  return `${readme.slice(0, start + START.length)}\n\n${block(pima)}\n\n${readme.slice(end)}`;
}

function block(byFraction: ReadonlyMap<number, readonly ResultRecord[]>): string {
  const ends = [...byFraction.keys()].filter((_, index, all) => index === 0 || index === all.length - 1);
  const of = (fraction: number, name: string, figure: string): number[] =>
    figuresOf(
      byFraction.get(fraction)!.filter(({ job }) => job.name === name),
      figure,
    );
  const rows = SHOWN.map((name) => [
    name,
    ...ends.flatMap((fraction) => [
      meanAndSd(of(fraction, name, 'logLoss')),
      percent(mean(of(fraction, name, 'accuracy'))),
    ]),
  ]);
  const titles = ends.flatMap((fraction) => [`log loss, ${percent(fraction, 0)} % of the rows`, 'accuracy %']);
  const splits = ends.map((fraction) => of(fraction, SHOWN[0]!, 'logLoss').length).join(' and ');
  return (
    `Pima, mean ± sd over ${splits} test folds, hyperparameters chosen on inner rows; from the [records](apps/bench/records), with intervals and tests in [docs/benchmarks](docs/benchmarks/science.md):\n\n` +
    `${tableToMarkdown(table(['method', ...titles], rows))}\n\n` +
    ends
      .map((fraction) => `- At ${percent(fraction, 0)} % of the rows: ${verdict(byFraction.get(fraction)!)}`)
      .join('\n')
  );
}
