import type { PlainDocument } from '../../jobs/plan.ts';
import type { SourceDocument } from '../data/source.ts';
import { CHAINZRULE_METHODS, LINEAR_NETWORK, NETWORK_BASELINES } from '../methods/methods.ts';
import type { Experiment } from './experiment.ts';
import { COMMON, type ScienceProtocol } from './protocol.ts';
import { scienceJob } from './science-job.ts';

/** Seeds of the full run. */
export const SST5_SEEDS = 3;

/** Experiment d on frozen sentence vectors, those at hand or any encoder's from a file, for one seed and one share of the training rows. */
export function frozenText(source: SourceDocument, repeat: number, fraction: number): Experiment {
  return (context) => {
    const protocol: ScienceProtocol = {
      kind: 'protocol',
      experiment: 'sst5',
      statement:
        `Frozen sentence vectors (${source.name}) into classes by heads of two hidden layers; training, validation and test part are the data set's own, ` +
        `hyperparameters are chosen on the validation part, the test part is looked at once per seed. ${SST5_SEEDS} seeds with all training rows and with 10 % of them. ${COMMON}`,
      backend: context.backend,
      layers: [64, 64],
      batchSize: 64,
      steps: 800,
    };
    const methods = [LINEAR_NETWORK, ...CHAINZRULE_METHODS, ...NETWORK_BASELINES];
    const chosen = context.quick
      ? methods.filter(({ name }) => /linear|ReLU( \+ DREG)?$|λ by rule/.test(name))
      : methods;
    const jobs = chosen.map((method) => {
      const split = { kind: 'given' as const, folds: 1, repeat, fold: 0, fraction };
      return scienceJob({ protocol, source, split, method }, context);
    });
    return { jobs, documents: [protocol, ...methods] as unknown as PlainDocument[], absent: [] };
  };
}
