export { bertLayer, bertShapes, depthOf, isDecayedInEncoder, isLinearKernel } from './bert-shapes.ts';
export { type BertSpec, parseBert } from './bert-spec.ts';
export { checkEncoderModel, checkEncoderTensors, checkTokens, encoderShapes } from './check-encoder.ts';
