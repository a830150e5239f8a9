export { packedStep } from './packed-step.ts';
export { replay } from './replay.ts';
export { type StateLayout, type StateVector, stateLayout } from './state-layout.ts';
