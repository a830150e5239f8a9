import type { RunRecord } from '@chainzrule/core';

/** Metrics as tables name them, in the order in which they are listed. */
export const METRIC_TITLES: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  logLoss: 'log loss',
  brier: 'Brier score',
  auc: 'ROC AUC',
  calibrationError: 'calibration error',
  kappa: 'kappa',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'MAE',
};

/** The metrics that a task is first judged by. */
export const SHOWN_METRICS: Readonly<Record<RunRecord['data']['task'], readonly [string, string]>> = {
  binary: ['accuracy', 'logLoss'],
  categorical: ['accuracy', 'logLoss'],
  ordinal: ['accuracy', 'kappa'],
  regression: ['r2', 'rmse'],
};
