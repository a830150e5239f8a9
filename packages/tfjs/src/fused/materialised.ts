import { type Graph, type GraphNode, sizeOf } from '@chainzrule/core';
import type { HostScalars } from '../schedule/host-scalars.ts';
import { isHost } from '../schedule/host-scalars.ts';
import { rootOf } from '../schedule/rule.ts';

/** Tensors that one program may read: WebGPU guarantees eight storage buffers, one of them for the result. */
export const MOST_INPUTS = 7;
/** Longest sum that each element which needs it may do again for itself. */
const SHORT = 16;

/**
 * Which values of a function get a tensor of their own; everything else is computed in place, where it is needed. Those are: results;
 * operands and results of matrix products and gathers; sums over more than a few elements, unless they are laid end to end with others
 * anyway; and what would make a program read more tensors than it may.
 */
export function materialised(
  graph: Graph,
  scalars: HostScalars | undefined,
  productsInPlace: (node: GraphNode) => boolean,
): ReadonlySet<GraphNode> {
  const chosen = new Set<GraphNode>();
  const users = usersOf(graph);
  const choose = (node: GraphNode): void => {
    const root = rootOf(node);
    if (!isSource(root, scalars)) chosen.add(root);
  };
  graph.outputs.forEach(choose);
  for (const node of graph.nodes) {
    const { operation, operands } = node;
    const isProduct = operation.kind === 'matmul';
    if (isProduct || operation.kind === 'gather') {
      choose(node);
      // A product that is computed in place reads its operands again and again, so they must not be long formulas either.
      operands.forEach(choose);
    }
    if ((operation.kind === 'sum' || operation.kind === 'max') && isLong(node) && !isOnlyJoined(node, users))
      choose(node);
    if (operation.kind === 'concat' && operands.some((part) => isReduction(rootOf(part)))) choose(node);
  }
  for (const node of graph.nodes) {
    const { kind } = node.operation;
    if (chosen.has(node) && kind !== 'gather' && (kind !== 'matmul' || productsInPlace(node)))
      limitInputs(node, chosen, scalars);
  }
  return chosen;
}

/** Inputs, constants and numbers of the host are there already. */
function isSource(node: GraphNode, scalars: HostScalars | undefined): boolean {
  const { kind } = node.operation;
  return kind === 'input' || kind === 'constant' || (scalars !== undefined && isHost(node, scalars));
}

/** The tensors that a program for a value reads. */
export function inputsOf(
  node: GraphNode,
  chosen: ReadonlySet<GraphNode>,
  scalars: HostScalars | undefined,
): ReadonlySet<GraphNode> {
  const found = new Set<GraphNode>();
  const visited = new Set<GraphNode>();
  const visit = (operand: GraphNode): void => {
    if (visited.has(operand)) return;
    visited.add(operand);
    const isNumber = operand.operation.kind === 'constant' && sizeOf(operand.shape) === 1;
    if (isNumber || (scalars !== undefined && isHost(operand, scalars))) return;
    if (chosen.has(operand) || isSource(operand, scalars)) found.add(operand);
    else operand.operands.forEach(visit);
  };
  node.operands.forEach(visit);
  return found;
}

/** Gives tensors of their own to parts of a formula until it reads few enough. */
function limitInputs(node: GraphNode, chosen: Set<GraphNode>, scalars: HostScalars | undefined): void {
  while (inputsOf(node, chosen, scalars).size > MOST_INPUTS) {
    const parts = operandsBelow(node, chosen, scalars);
    if (parts.length === 0) return;
    const counted = parts.map((part) => ({ part, count: inputsOf(part, chosen, scalars).size }));
    const largest = counted.reduce((a, b) => (b.count > a.count ? b : a));
    chosen.add(largest.part);
    limitInputs(largest.part, chosen, scalars);
  }
}

/** The operands of a formula's outermost operation that are formulas themselves. */
function operandsBelow(node: GraphNode, chosen: ReadonlySet<GraphNode>, scalars: HostScalars | undefined): GraphNode[] {
  const below = node.operands.map(rootOf).filter((part) => !chosen.has(part) && !isSource(part, scalars));
  return [...new Set(below)];
}

function usersOf({ nodes }: Graph): ReadonlyMap<GraphNode, readonly GraphNode[]> {
  const users = new Map<GraphNode, GraphNode[]>();
  for (const node of nodes) {
    for (const operand of node.operands) users.set(operand, [...(users.get(operand) ?? []), node]);
  }
  return users;
}

function isReduction({ operation: { kind } }: GraphNode): boolean {
  return kind === 'sum' || kind === 'max';
}

function isLong({ operation, operands }: GraphNode): boolean {
  const axis = operation.kind === 'sum' || operation.kind === 'max' ? operation.axis : 0;
  return operands[0]!.shape[axis]! > SHORT;
}

/** Whether a value is needed by one concatenation only, possibly under another shape. */
function isOnlyJoined(node: GraphNode, users: ReadonlyMap<GraphNode, readonly GraphNode[]>): boolean {
  const own = users.get(node) ?? [];
  if (own.length !== 1) return false;
  const [user] = own as readonly [GraphNode];
  return user.operation.kind === 'concat' || (user.operation.kind === 'reshape' && isOnlyJoined(user, users));
}
