export { type FittedNetwork, fitNetwork } from './fit-network.ts';
export type { CheckpointStore, FitCheckpoints, FitContext } from './fit-once.ts';
export { type FitPlan, fitPlan } from './fit-plan.ts';
export { DEFAULT_SETTINGS, type FitDocument, type FitSettings, fitSettings, plainTwin } from './fit-settings.ts';
export type { LambdaSearch } from './lambda-search.ts';
export { classProbabilities, predictedClasses } from './predictions.ts';
