export { derivativeNorms } from './derivative-norms.ts';
export { type Forward, forward, type TensorsByName } from './forward.ts';
export { type BatchTensors, type Objective, objective } from './objective.ts';
export type { StateTensors } from './optimizer-step.ts';
export { SCALAR_COUNT, scalarTable } from './step-scalars.ts';
export { RECORD_COUNT, trainingStep } from './training-step.ts';
