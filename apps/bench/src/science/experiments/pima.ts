import type { PlainDocument } from '../../jobs/plan.ts';
import type { PlannedJob } from '../../jobs/planned-job.ts';
import type { CsvDocument, SourceDocument } from '../data/source.ts';
import { PIMA } from '../data/sources.ts';
import type { MethodDocument } from '../methods/method.ts';
import { TABULAR_METHODS } from '../methods/methods.ts';
import { type Experiment, type ExperimentContext, present } from './experiment.ts';
import { COMMON, type ScienceProtocol, TABLE_NETWORK } from './protocol.ts';
import { scienceJob } from './science-job.ts';

/** Shares of the training rows, from 5 % to all. */
const PIMA_FRACTIONS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1];
const FOLDS = 10;
/** Repeats of the ten folds in the full run. */
export const PIMA_REPEATS = 5;

const LEAKING: CsvDocument = { ...PIMA, name: 'pima, imputed by class', leak: 'imputation by class' };

const protocolOf = ({ backend }: ExperimentContext): ScienceProtocol => ({
  kind: 'protocol',
  experiment: 'pima',
  statement:
    `Pima diabetes (768 × 8; zeros in glucose, bloodPressure, skinThickness, insulin and bmi are missing), ${PIMA_REPEATS} × ${FOLDS}-fold stratified ` +
    `cross-validation; of each fold's training rows 5, 10, 25, 50 and 100 % are used, smaller shares within larger ones. ${COMMON}`,
  backend,
  ...TABLE_NETWORK,
});

/** Experiment a for one repeat of the folds. */
export function pima(repeat: number): Experiment {
  return (context) => {
    const { methods, absent } = present<MethodDocument>(TABULAR_METHODS, context);
    const protocol = protocolOf(context);
    const fractions = context.quick ? [0.05, 1] : PIMA_FRACTIONS;
    // The peers are quick and say most about where the networks stand: they come first.
    const order = [...methods.filter(({ kind }) => kind === 'peer'), ...methods.filter(({ kind }) => kind !== 'peer')];
    const jobs = fractions.flatMap((fraction) =>
      order.flatMap((method) => foldJobs(protocol, PIMA, method, fraction, repeat, context)),
    );
    return { jobs, documents: [protocol, ...methods] as unknown as PlainDocument[], absent };
  };
}

/** What imputing by class, test labels included, does to a result: shown once, for three methods. */
export const pimaLeak: Experiment = (context) => {
  const shown = ['ReLU', 'ChainzRule, λ by rule', 'logistic regression'];
  const { methods } = present<MethodDocument>(
    TABULAR_METHODS.filter(({ name }) => shown.includes(name)),
    context,
  );
  const protocol: ScienceProtocol = {
    ...protocolOf(context),
    experiment: 'pima-leak',
    statement:
      "On purpose wrong: missing values are filled with the median of the row's own class over the whole table, test rows and their labels included, " +
      'before the ten folds of experiment "pima" are made. Everything else is as there.',
  };
  const jobs = methods.flatMap((method) => foldJobs(protocol, LEAKING, method, 1, 0, context));
  return { jobs, documents: [protocol, ...methods] as unknown as PlainDocument[], absent: [] };
};

function foldJobs(
  protocol: ScienceProtocol,
  source: SourceDocument,
  method: MethodDocument,
  fraction: number,
  repeat: number,
  context: ExperimentContext,
): PlannedJob[] {
  return Array.from({ length: context.quick ? 2 : FOLDS }, (_, fold) => {
    const split = { kind: 'folds' as const, folds: FOLDS, repeat, fold, fraction };
    return scienceJob({ protocol, source, split, method }, context);
  });
}
