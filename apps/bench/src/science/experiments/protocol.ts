import type { ComputerName } from '../methods/computers.ts';
import type { NetworkProtocol } from '../methods/fit-network-method.ts';

/** How an experiment is done, as a document: it is hashed into every job, so a changed protocol is another experiment. */
export interface ScienceProtocol extends NetworkProtocol {
  readonly kind: 'protocol';
  readonly experiment: string;
  /** What is asked, how it is measured and what decides, in words. */
  readonly statement: string;
  readonly backend: ComputerName;
}

/** What all experiments share. */
export const COMMON: string =
  'Imputation, standardisation (clipped at 5 sd) and every choice follow from training rows alone. Hyperparameters: each method tries its four ' +
  "configurations on one inner division (25 % of the training rows, stratified, or the data set's own validation part), the lowest log loss there " +
  'wins, and the method is trained again on all training rows. Methods "by rule" try one. No test row chooses an epoch, a λ or a width. All methods ' +
  'meet the same rows, noise and seeds. Networks: AdamW, learning rate 3e-3 (20 steps of warm-up, then a cosine to 0), gradients clipped at 5. ' +
  'A training that diverges is scored as the class frequencies of its training rows.';

/** Networks on tables: two hidden layers of 64. */
export const TABLE_NETWORK: NetworkProtocol = { layers: [64, 64], batchSize: 32, steps: 600 };
