export { fromFloat16Bits } from './float16.ts';
export { type AttributeValue, type Dims, GraphBuilder, type ValueName } from './graph-builder.ts';
export { graphFromTrace, type TraceOptions } from './graph-from-trace.ts';
export { encodeModel, IR_OF_OPSET, type ModelDescription, type Opset, PRODUCER } from './model.ts';
