import type { GraphNode } from '@chainzrule/core';
import type { HostScalars } from './host-scalars.ts';
import type { ScheduleBuilder, Value } from './schedule-builder.ts';

/** A way to compute one node: from the values of these nodes, by these calls. */
export interface Match {
  readonly operands: readonly GraphNode[];
  emit(builder: ScheduleBuilder, operands: readonly Value[]): Value;
}

/** Recognises a node that a device computes better in a way of its own; what the match leaves out is not computed for it. */
export type Rule = (node: GraphNode, surroundings: Surroundings) => Match | undefined;

/** What a rule may know about the rest of the function. */
export interface Surroundings {
  /** How often a node is an operand or an output. */
  uses(node: GraphNode): number;
  /** Every slice of a tensor along an axis. */
  slicesOf(x: GraphNode, axis: number): readonly GraphNode[];
  readonly scalars: HostScalars | undefined;
}

/** The value that a chain of reshapes shows. */
export function rootOf(node: GraphNode): GraphNode {
  return node.operation.kind === 'reshape' ? rootOf(node.operands[0]!) : node;
}

/** The one element of a constant that is a single number. */
export function numberOf(node: GraphNode): number | undefined {
  const { operation } = rootOf(node);
  return operation.kind === 'constant' && operation.values.length === 1 ? operation.values[0] : undefined;
}
