import { type GraphNode, sizeOf } from '../trace/node.ts';

/** Elementwise operations: applied to tensors laid end to end, they give their results laid end to end. */
const ELEMENTWISE: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'maximum',
  'minimum',
  'greater',
  'abs',
  'sqrt',
  'exp',
  'log',
  'tanh',
  'sigmoid',
  'erf',
]);

/** Whether a value is an elementwise function of values of its own size and of single numbers. */
export function isElementwise(node: GraphNode): boolean {
  const size = sizeOf(node.shape);
  return (
    ELEMENTWISE.has(node.operation.kind) &&
    node.operands.every(({ shape }) => sizeOf(shape) === size || sizeOf(shape) === 1)
  );
}

/** The value a chain of reshapes shows. */
export function rootOf(node: GraphNode): GraphNode {
  return node.operation.kind === 'reshape' ? rootOf(node.operands[0]!) : node;
}

/** The position of a state tensor among the function's inputs, or undefined for every other value. */
export function slotOf(node: GraphNode, stateCount: number): number | undefined {
  const { operation } = rootOf(node);
  return operation.kind === 'input' && operation.position < stateCount ? operation.position : undefined;
}

/** State tensors that an output is an elementwise function of. */
export function slotsOfUpdate(output: GraphNode, stateCount: number): ReadonlySet<number> {
  const slots = new Set<number>();
  const visited = new Set<GraphNode>();
  const visit = (node: GraphNode): void => {
    if (visited.has(node) || sizeOf(node.shape) !== sizeOf(output.shape)) return;
    visited.add(node);
    const slot = slotOf(node, stateCount);
    if (slot !== undefined) slots.add(slot);
    else if (isElementwise(node)) node.operands.forEach(visit);
  };
  visit(output);
  return slots;
}

/**
 * Whether two updates are the same formula on different tensors: same operations down to the state tensors and single numbers,
 * which must be the same ones; what lies below (the gradients) may differ.
 */
export function sameUpdate(a: GraphNode, b: GraphNode, stateCount: number): boolean {
  const [left, right] = [slotOf(a, stateCount), slotOf(b, stateCount)];
  if (left !== undefined || right !== undefined) return left !== undefined && right !== undefined;
  if (rootOf(a) === rootOf(b)) return sizeOf(a.shape) === 1;
  // Each tensor its own number (its norm, say): no one formula on a vector.
  if (sizeOf(a.shape) === 1) return false;
  if (!isElementwise(a) || a.operation.kind !== b.operation.kind) return true;
  return a.operands.every((operand, index) => sameUpdate(operand, b.operands[index]!, stateCount));
}
