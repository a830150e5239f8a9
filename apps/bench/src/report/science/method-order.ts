import { LINEAR_NETWORK, TABULAR_METHODS } from '../../science/methods/methods.ts';

/** Methods in the order of the tables. */
export const METHOD_ORDER: readonly string[] = [...TABULAR_METHODS.map(({ name }) => name), LINEAR_NETWORK.name];

/** The methods whose curves are drawn: all of them would be a tangle. */
export const DRAWN_METHODS: readonly string[] = [
  'ChainzRule, λ tuned',
  'ChainzRule, λ by rule',
  'cubic',
  'ReLU',
  'ReLU + DREG',
  'ReLU + weight decay',
  'SVM (RBF)',
  'XGBoost',
];
