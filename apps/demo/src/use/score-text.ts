/** How each metric of the core is called here, and what it says. */
export const SCORE_TITLES: Readonly<Record<string, { readonly title: string; readonly note: string }>> = {
  accuracy: { title: 'accuracy', note: 'share right' },
  logLoss: { title: 'log loss', note: 'lower is better' },
  balancedAccuracy: { title: 'balanced accuracy', note: 'mean over the classes' },
  brier: { title: 'Brier score', note: 'squared error of probabilities' },
  calibrationError: { title: 'calibration error', note: 'stated against real certainty' },
  auc: { title: 'AUC', note: 'area under the ROC curve' },
  kappa: { title: 'weighted κ', note: 'agreement, far errors count more' },
  r2: { title: 'R²', note: 'share of the variance explained' },
  rmse: { title: 'RMSE', note: 'in the target’s units' },
  mae: { title: 'mean error', note: 'in the target’s units' },
};

const SHARES: ReadonlySet<string> = new Set(['accuracy', 'balancedAccuracy']);

/** A score as it is shown. */
export function scoreText(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (SHARES.has(metric)) return `${(100 * value).toFixed(1)} %`;
  return metric === 'rmse' || metric === 'mae' ? String(Number(value.toPrecision(4))) : value.toFixed(3);
}
