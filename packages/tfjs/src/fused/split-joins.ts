import { type Graph, type GraphNode, replay, type TensorFunction, type TensorOpsV1 } from '@chainzrule/core';
import type { HostScalars } from '../schedule/host-scalars.ts';
import { rootOf } from '../schedule/rule.ts';
import { inputsOf, MOST_INPUTS } from './materialised.ts';

/**
 * The same function with tensors laid end to end in groups first, where all at once would make a program read more tensors than it may.
 * `chosen`: the values that have tensors of their own.
 */
export function splitJoins(
  { nodes, inputs, outputs }: Graph,
  chosen: ReadonlySet<GraphNode>,
  scalars: HostScalars | undefined,
): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, values: readonly T[]): readonly T[] => {
    const done = new Map<GraphNode, T>(inputs.map((node, index) => [node, values[index]!]));
    const value = (node: GraphNode): T => done.get(node)!;
    for (const node of nodes) {
      const { operation, operands } = node;
      if (operation.kind === 'input') continue;
      if (operation.kind === 'concat' && chosen.has(node)) {
        const { axis } = operation;
        const groups = groupsOf(operands, chosen, scalars).map((group) => ops.concat(group.map(value), axis));
        done.set(node, ops.concat(groups, axis));
      } else done.set(node, replay(ops, node, operands.map(value)));
    }
    return outputs.map(value);
  };
}

/** Consecutive parts that together read few enough tensors. */
function groupsOf(
  parts: readonly GraphNode[],
  chosen: ReadonlySet<GraphNode>,
  scalars: HostScalars | undefined,
): readonly (readonly GraphNode[])[] {
  const groups: GraphNode[][] = [];
  let read = new Set<GraphNode>();
  for (const part of parts) {
    const root = rootOf(part);
    const own = chosen.has(root) ? new Set([root]) : inputsOf(root, chosen, scalars);
    const together = new Set([...read, ...own]);
    if (groups.length > 0 && together.size <= MOST_INPUTS) {
      groups.at(-1)!.push(part);
      read = together;
    } else {
      groups.push([part]);
      read = new Set(own);
    }
  }
  return groups;
}
