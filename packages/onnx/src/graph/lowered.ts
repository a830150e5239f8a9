import type { GraphNode } from '@chainzrule/core';
import type { FreeRows } from './free-rows.ts';
import type { AttributeValue, GraphBuilder, ValueName } from './graph-builder.ts';

/** How one traced value is computed in ONNX: from which other values, by which operators. */
export interface Lowered {
  readonly operands: readonly GraphNode[];
  emit(builder: GraphBuilder, operands: readonly ValueName[]): ValueName;
}

/** What computes a graph: ONNX Runtime's native code, its WebAssembly, or a GPU; what is fast on one is slow on another. */
export type Target = 'native' | 'wasm' | 'gpu';

/** What has to be known of the whole graph to choose operators. */
export interface GraphFacts {
  /** How often each value is used, outputs included. */
  readonly uses: ReadonlyMap<GraphNode, number>;
  /** max(z, 0) by z, where the graph computes it. */
  readonly rectified: ReadonlyMap<GraphNode, GraphNode>;
  readonly rows?: FreeRows | undefined;
  readonly target: Target;
  /** Most inputs or outputs of one operator. */
  readonly valuesPerNode: number;
}

/** One operator on the node's own operands. */
export function plain(
  opType: string,
  operands: readonly GraphNode[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Lowered {
  return { operands, emit: (builder, names) => builder.node(opType, names, attributes) };
}

/** The number that a node is where it is a constant of one element. */
export function constantOf(node: GraphNode): number | undefined {
  return node.operation.kind === 'constant' && node.operation.values.length === 1
    ? node.operation.values[0]
    : undefined;
}
