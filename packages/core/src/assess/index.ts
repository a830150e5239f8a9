export { type Assessment, assessSplit } from './assess-split.ts';
export { headOf, type Scores, scorePredictions, TASK_METRICS } from './scores.ts';
