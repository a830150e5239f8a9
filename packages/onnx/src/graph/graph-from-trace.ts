import type { Graph, GraphNode } from '@chainzrule/core';
import type { FreeRows } from './free-rows.ts';
import type { GraphBuilder, ValueName } from './graph-builder.ts';
import type { GraphFacts, Lowered, Target } from './lowered.ts';
import { lower, rectifiedBy } from './lowering.ts';
import { emitSlices } from './slices.ts';

/** A WebGPU kernel binds at most eight buffers where adapters promise no more; ONNX Runtime 1.30 gives wrong numbers beyond. */
const GPU_VALUES = 4;

/** How a trace is written. */
export interface TraceOptions {
  /** Given: the graph takes any number of rows; otherwise only as many as the function was traced with. */
  readonly rows?: FreeRows | undefined;
  /** What computes it; `native` where nothing is said. */
  readonly target?: Target | undefined;
}

/**
 * Writes a traced function as ONNX operators into a graph, in float32. `inputs`: one value per input of the function; returns one per
 * output. Products and sums are fused where one operator does both, slices that cut one value become one Split, and what no output
 * needs is not written.
 */
export function graphFromTrace(
  builder: GraphBuilder,
  graph: Graph,
  inputs: readonly ValueName[],
  { rows, target = 'native' }: TraceOptions = {},
): ValueName[] {
  const valuesPerNode = target === 'gpu' ? GPU_VALUES : Number.POSITIVE_INFINITY;
  const facts: GraphFacts = { ...factsOf(graph), rows, target, valuesPerNode };
  const names = new Map<GraphNode, ValueName>(graph.inputs.map((node, index) => [node, inputs[index]!]));
  const lowered = new Map<GraphNode, Lowered>();
  const live = new Set<GraphNode>(graph.outputs);
  for (const node of graph.nodes.toReversed()) {
    if (!live.has(node) || names.has(node)) continue;
    if (node.operation.kind === 'slice') {
      live.add(node.operands[0]!);
      continue;
    }
    const choice = lower(node, facts);
    lowered.set(node, choice);
    for (const operand of choice.operands) live.add(operand);
  }
  for (const node of graph.nodes) {
    if (!live.has(node) || names.has(node)) continue;
    if (node.operation.kind === 'slice') {
      const parent = node.operands[0]!;
      emitSlices(builder, slicesOf(graph, parent, node.operation.axis, live), names.get(parent)!, names, valuesPerNode);
      continue;
    }
    const { operands, emit } = lowered.get(node)!;
    names.set(
      node,
      emit(
        builder,
        operands.map((operand) => names.get(operand)!),
      ),
    );
  }
  return graph.outputs.map((node) => names.get(node)!);
}

function factsOf(graph: Graph): Pick<GraphFacts, 'uses' | 'rectified'> {
  const uses = new Map<GraphNode, number>();
  const count = (node: GraphNode): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  for (const node of graph.nodes) node.operands.forEach(count);
  graph.outputs.forEach(count);
  const rectified = new Map<GraphNode, GraphNode>();
  for (const node of graph.nodes) {
    const z = rectifiedBy(node);
    if (z !== undefined) rectified.set(z, node);
  }
  return { uses, rectified };
}

function slicesOf(graph: Graph, parent: GraphNode, axis: number, live: ReadonlySet<GraphNode>): GraphNode[] {
  return graph.nodes.filter(
    (node) =>
      node.operation.kind === 'slice' && node.operation.axis === axis && node.operands[0] === parent && live.has(node),
  );
}
