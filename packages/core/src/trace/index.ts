export { broadcastShapes } from './broadcast.ts';
export { type BinaryName, type Graph, type GraphNode, type NodeOperation, sizeOf, type UnaryName } from './node.ts';
export { type TensorFunction, trace } from './trace.ts';
