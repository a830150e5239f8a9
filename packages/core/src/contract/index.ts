export { type ArithmeticV1, FLOAT32, FLOAT64 } from './arithmetic.ts';
export type { BackendV1, CapabilitiesV1 } from './backend.ts';
export type { Batch } from './batch.ts';
export type { DerivativeNormsV1, EvaluationV1 } from './evaluation.ts';
export type { Matrix } from './matrix.ts';
export type { Parameters, Tensor } from './parameters.ts';
export type { DatasetHandleV1, ProgramV1 } from './program.ts';
export type { StepFactorsV1, StepPlanV1, StepRecordsV1 } from './step-plan.ts';
export type { Operand, Shape, TensorOpsV1 } from './tensor-ops.ts';
export type {
  EncoderLambdas,
  EncoderLossesV1,
  EncoderModel,
  EncoderProgramV1,
  EncoderStateV1,
  EncoderTensors,
  EncoderTraining,
  EncoderWriter,
  LabelledTokens,
  TokenBatch,
  TrainableEncoderV1,
} from './trainable-encoder.ts';
export type { TrainingStateV1 } from './training-state.ts';
