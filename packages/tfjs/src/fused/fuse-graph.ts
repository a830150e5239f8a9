import { type Graph, type GraphNode, type Shape, sizeOf, trace } from '@chainzrule/core';
import { type HostScalars, hostValue, isHost } from '../schedule/host-scalars.ts';
import { lowerNode } from '../schedule/lower-graph.ts';
import { rootOf } from '../schedule/rule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { ScheduleBuilder, type Value } from '../schedule/schedule-builder.ts';
import type { Dialect } from './dialect.ts';
import { fusedBody } from './fused-body.ts';
import { inputsOf, materialised } from './materialised.ts';
import { splitJoins } from './split-joins.ts';

/** How a device computes fused programs. */
export interface FusedDevice {
  readonly dialect: Dialect;
  /** Whether a matrix product is a fused program too, instead of the device's own kernel. */
  productsInPlace(node: GraphNode): boolean;
}

/**
 * Writes a graph as few programs of our own, each from tensors on the device to one tensor, between the device's matrix products. The
 * formulas are the graph's, so nothing here knows what is computed.
 */
export function fuseGraph(plain: Graph, scalars: HostScalars | undefined, device: FusedDevice): Schedule {
  const inPlace = (node: GraphNode): boolean => device.productsInPlace(node);
  const graph = trace(
    splitJoins(plain, materialised(plain, scalars, inPlace), scalars),
    plain.inputs.map(({ shape }) => shape),
  );
  const chosen = materialised(graph, scalars, inPlace);
  const builder = new ScheduleBuilder(graph.inputs.length);
  const values = new Map<GraphNode, Value>();
  graph.inputs.forEach((node, id) => {
    values.set(node, { id, shape: node.shape });
  });
  const shown = (node: GraphNode): Value => {
    const root = rootOf(node);
    const { operation } = root;
    if (operation.kind === 'constant') return builder.constant(operation.values, node.shape);
    if (scalars !== undefined && isHost(root, scalars)) return builder.hostScalar(root, node.shape);
    return builder.reshape(values.get(root)!, node.shape);
  };
  for (const node of graph.nodes) {
    if (!chosen.has(node)) continue;
    const { kind } = node.operation;
    const stock = kind === 'gather' || (kind === 'matmul' && !inPlace(node));
    const value = stock
      ? lowerNode(builder, node, node.operands.map(shown))
      : program(builder, node, [...inputsOf(node, chosen, scalars)], shown, scalars, device.dialect);
    values.set(node, value);
  }
  return builder.finish(graph.outputs.map(shown));
}

function program(
  builder: ScheduleBuilder,
  node: GraphNode,
  inputs: readonly GraphNode[],
  shown: (node: GraphNode) => Value,
  scalars: HostScalars | undefined,
  dialect: Dialect,
): Value {
  const numbers: GraphNode[] = [];
  const positions = new Map(inputs.map((input, position) => [input, position]));
  const body = fusedBody(
    node,
    {
      input: (operand) => positions.get(operand),
      scalar(operand) {
        if (scalars === undefined || !isHost(operand, scalars)) return undefined;
        const root = rootOf(operand);
        if (!numbers.includes(root)) numbers.push(root);
        return numbers.indexOf(root);
      },
    },
    dialect,
  );
  const flat = inputs.map((input): Shape => [sizeOf(input.shape)]);
  const sources = inputs.map((input, position) => builder.reshape(shown(input), flat[position]!));
  const result = builder.fused(
    {
      ...body,
      inputs: inputs.length,
      size: sizeOf(node.shape),
      scalars: numbers.map((number) => (row) => hostValue(number, row)),
    },
    sources,
  );
  return builder.reshape(result, node.shape);
}
