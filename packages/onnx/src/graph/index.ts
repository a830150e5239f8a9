export { fromFloat16Bits } from './float16.ts';
export { freeRows } from './free-rows.ts';
export { GraphBuilder, type ValueName } from './graph-builder.ts';
export { graphFromTrace, type TraceOptions } from './graph-from-trace.ts';
export type { Target } from './lowered.ts';
export { encodeModel, IR_OF_OPSET, type Opset } from './model.ts';
