export { type Assessment, assessSplit } from './assess-split.ts';
export { assessStream, type StreamedRows } from './assess-stream.ts';
export { fitRows } from './fit-rows.ts';
export { layerNorms } from './layer-norms.ts';
export { headOf, type Scores, scorePredictions, TASK_METRICS } from './scores.ts';
