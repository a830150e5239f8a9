export { ChainzRuleClassifier, ChainzRuleOrdinal } from './classifier.ts';
export type { EstimatorOptions, FitOptions, Label, Rows } from './estimator-options.ts';
export { ChainzRuleRegressor } from './regressor.ts';
export { trainingSummary } from './training-summary.ts';
