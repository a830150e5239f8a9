import type { PlainDocument } from '../../jobs/plan.ts';
import type { SourceDocument } from '../data/source.ts';
import type { MethodDocument } from '../methods/method.ts';
import { TABULAR_METHODS } from '../methods/methods.ts';
import { type Experiment, present } from './experiment.ts';
import { COMMON, type ScienceProtocol, TABLE_NETWORK } from './protocol.ts';
import { scienceJob } from './science-job.ts';

const FOLDS = 5;

/** Experiment e on given tables: all methods at one share of the training rows. */
export function tables(sources: readonly SourceDocument[], fraction: number): Experiment {
  return (context) => {
    const { methods, absent } = present<MethodDocument>(TABULAR_METHODS, context);
    const protocol: ScienceProtocol = {
      kind: 'protocol',
      experiment: 'tables',
      statement:
        `Small tables, ${FOLDS}-fold stratified cross-validation, with 10 % and 100 % of each fold's training rows; methods are ranked within each table by the mean log ` +
        `loss (and accuracy) over folds. With so few tables ranks describe, they do not decide. ${COMMON}`,
      backend: context.backend,
      ...TABLE_NETWORK,
    };
    const chosen = context.quick ? sources.slice(-1) : sources;
    // Fold by fold, so that a run that is stopped has every method equally often.
    const jobs = Array.from({ length: context.quick ? 1 : FOLDS }, (_, fold) => fold).flatMap((fold) =>
      chosen.flatMap((source) =>
        methods.map((method) => {
          const split = { kind: 'folds' as const, folds: FOLDS, repeat: 0, fold, fraction };
          return scienceJob({ protocol, source, split, method }, context);
        }),
      ),
    );
    return { jobs, documents: [protocol, ...methods] as unknown as PlainDocument[], absent };
  };
}
