import type { ResultRecord } from '../../records/record.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import { spearman } from '../../statistics/rank-correlation.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { fixed, signed } from '../numbers.ts';
import { groupBy, ofExperiment, splitKey } from './select.ts';

/** What τ might foretell; all are of test rows, which τ never sees the labels of. */
const OUTCOMES: readonly (readonly [string, (result: ResultRecord) => number])[] = [
  ['test accuracy', ({ figures }) => figures['accuracy'] ?? Number.NaN],
  ['test log loss', ({ figures }) => figures['logLoss'] ?? Number.NaN],
  [
    'log-loss gap (test − train)',
    ({ figures }) => (figures['logLoss'] ?? Number.NaN) - (figures['trainLogLoss'] ?? Number.NaN),
  ],
  ['accuracy under noise', ({ figures }) => figures['noisyAccuracy'] ?? Number.NaN],
];

const DIAGNOSTICS: readonly (readonly [string, string])[] = [
  ['τ layer', 'tauLayer'],
  ['τ input', 'tauInput'],
  ['mean layer norm', 'normLayer'],
  ['mean input norm', 'normInput'],
];

/** Fewest methods of a split that a rank correlation is taken over. */
const FEWEST = 5;

/** Experiment c: τ as a label-free diagnostic over all runs of a and b. */
export function diagnosticBlocks(all: readonly ResultRecord[]): Block[] {
  const strata = [
    ...groupsOf(ofExperiment(all, 'pima'), ({ job }) => Number(job.at['fraction'])).map(
      ([fraction, results]) => [`pima at ${fixed(100 * fraction, 0)} %, methods`, results] as const,
    ),
    ...groupsOf(ofExperiment(all, 'schedules'), ({ job }) => `${job.at['dataset']} (${job.at['noise']}), schedules`),
  ];
  const rowsFor = (figure: string): string[][] =>
    strata.map(([name, results]) => [
      name,
      ...OUTCOMES.map(([, outcome]) => correlationText(results, figure, outcome)),
      String(splitsOf(results).length),
    ]);
  if (strata.length === 0) return [];
  return [
    heading('c. τ as a label-free diagnostic'),
    text(
      "Spearman's rank correlation **within one test set**, over the methods (or schedules) trained for it, then the mean over test sets with a 95 % bootstrap interval: neither data sets nor folds can make it. " +
        'A useful warning sign would correlate below zero with accuracy and above zero with log loss and with the gap. An exactly linear network has τ = 1, whatever its accuracy.',
    ),
    ...DIAGNOSTICS.map(([title, figure]) =>
      table(['trained on', ...OUTCOMES.map(([name]) => name), 'test sets'], rowsFor(figure), { caption: title }),
    ),
  ];
}

/** τ's correlation with accuracy in a sentence, over all test sets; undefined without any. */
export function diagnosticSummary(all: readonly ResultRecord[]): string | undefined {
  const runs = [...ofExperiment(all, 'pima'), ...ofExperiment(all, 'schedules')];
  const withTau = runs.filter(({ figures }) => typeof figures['tauLayer'] === 'number');
  const sets = splitsOf(withTau).length;
  if (sets === 0) return undefined;
  const of = (figure: string): string =>
    OUTCOMES.slice(0, 3)
      .map(([name, outcome]) => `${correlationText(withTau, figure, outcome)} with ${name}`)
      .join(', ');
  return `Mean rank correlation within ${sets} test sets: τ (layer) ${of('tauLayer')}; mean layer norm ${of('normLayer')}.`;
}

function groupsOf<K extends string | number>(
  results: readonly ResultRecord[],
  key: (result: ResultRecord) => K,
): (readonly [K, ResultRecord[]])[] {
  const withTau = results.filter(({ figures }) => typeof figures['tauLayer'] === 'number');
  return [...groupBy(withTau, key)].filter(([, group]) => splitsOf(group).length > 0);
}

/** Test sets with enough different networks on them. */
function splitsOf(results: readonly ResultRecord[]): ResultRecord[][] {
  return [...groupBy(results, splitKey).values()].filter((group) => group.length >= FEWEST);
}

function correlationText(
  results: readonly ResultRecord[],
  figure: string,
  outcome: (result: ResultRecord) => number,
): string {
  const correlations = splitsOf(results)
    .map((group) =>
      spearman(
        group.map(({ figures }) => figures[figure] ?? Number.NaN),
        group.map(outcome),
      ),
    )
    .filter((value) => !Number.isNaN(value));
  if (correlations.length === 0) return '–';
  const { low, high } = bootstrapMean(correlations);
  const range = Number.isNaN(low) ? '' : ` [${signed(low, 2)}, ${signed(high, 2)}]`;
  return `${signed(mean(correlations), 2)}${range}`;
}
