export { derivativeNorms } from './derivative-norms.ts';
export { forward, type TensorsByName } from './forward.ts';
export { objective } from './objective.ts';
export { SCALAR_COUNT, scalarTable } from './step-scalars.ts';
export { RECORD_COUNT, trainingStep } from './training-step.ts';
