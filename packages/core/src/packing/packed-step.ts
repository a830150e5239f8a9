import type { Shape, TensorOpsV1 } from '../contract/tensor-ops.ts';
import { type Graph, type GraphNode, sizeOf } from '../trace/node.ts';
import type { TensorFunction } from '../trace/trace.ts';
import { normOf } from './global-norm.ts';
import { replay } from './replay.ts';
import type { StateLayout, StateVector } from './state-layout.ts';
import { isElementwise, rootOf, slotOf } from './update.ts';

/**
 * A traced step with its state packed: inputs [...vectors, ...single state, ...the others], outputs [...vectors, ...single state,
 * ...the others]. The update of a vector is the update's formula on the whole vector at once; where the tensors' formulas differ (the
 * gradients), their values are laid end to end.
 */
export function packedStep(graph: Graph, stateCount: number, layout: StateLayout): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => {
    const packer = new Packer(ops, graph, stateCount, layout, inputs);
    const { vectors, single } = layout;
    return [
      ...vectors.map(({ slots }) => packer.pack(slots.map((slot) => graph.outputs[slot]!))),
      ...single.map((slot) => packer.value(graph.outputs[slot]!)),
      ...graph.outputs.slice(stateCount).map((node) => packer.value(node)),
    ];
  };
}

class Packer<T extends object> {
  readonly #ops: TensorOpsV1<T>;
  readonly #graph: Graph;
  readonly #stateCount: number;
  readonly #values = new Map<GraphNode, T>();
  readonly #vectors = new Map<string, T>();
  readonly #places = new Map<number, { readonly vector: T; readonly offset: number }>();
  readonly #layout: StateLayout;

  constructor(ops: TensorOpsV1<T>, graph: Graph, stateCount: number, layout: StateLayout, inputs: readonly T[]) {
    this.#ops = ops;
    this.#graph = graph;
    this.#stateCount = stateCount;
    this.#layout = layout;
    const { vectors, single } = layout;
    vectors.forEach(({ slots, offsets }, index) => {
      const vector = inputs[index]!;
      this.#vectors.set(keyOf(slots.map((slot) => graph.inputs[slot]!)), vector);
      slots.forEach((slot, place) => {
        this.#places.set(slot, { vector, offset: offsets[place]! });
      });
    });
    single.forEach((slot, index) => {
      this.#values.set(graph.inputs[slot]!, inputs[vectors.length + index]!);
    });
    graph.inputs.slice(stateCount).forEach((node, index) => {
      this.#values.set(node, inputs[vectors.length + single.length + index]!);
    });
    // In the graph's order, so that no chain of operations is as deep as the stack.
    for (const node of graph.nodes) this.value(node);
  }

  /** One value of the step. */
  value(node: GraphNode): T {
    let value = this.#values.get(node);
    if (value === undefined) {
      value = this.#compute(node);
      this.#values.set(node, value);
    }
    return value;
  }

  /** Values of several tensors end to end, [1, total]. */
  pack(nodes: readonly GraphNode[]): T {
    const roots = nodes.map(rootOf);
    const key = keyOf(roots);
    let vector = this.#vectors.get(key);
    if (vector === undefined) {
      vector = this.#packElementwise(roots) ?? this.#layEndToEnd(roots);
      this.#vectors.set(key, vector);
    }
    return vector;
  }

  #compute(node: GraphNode): T {
    const { operation, operands, shape } = node;
    const slot = operation.kind === 'input' ? this.#places.get(operation.position) : undefined;
    if (slot !== undefined) return this.#part(slot.vector, slot.offset, shape);
    if (operation.kind === 'slice' && operation.axis === 0) {
      const position = slotOf(operands[0]!, this.#stateCount);
      const place = position === undefined ? undefined : this.#places.get(position);
      // Rows of a row-major tensor are a part of the vector: no slice of a slice.
      const row = sizeOf(operands[0]!.shape.slice(1));
      if (place !== undefined) return this.#part(place.vector, place.offset + operation.start * row, shape);
    }
    const norm = normOf(node);
    if (norm !== undefined) return this.#sumOfSquares(norm);
    return replay(
      this.#ops,
      node,
      operands.map((operand) => this.value(operand)),
    );
  }

  #part(vector: T, offset: number, shape: Shape): T {
    return this.#ops.reshape(this.#ops.slice(vector, 1, offset, sizeOf(shape)), shape);
  }

  /** The formula on the whole vector, where all tensors have the same one and it touches the state or a single number. */
  #packElementwise(nodes: readonly GraphNode[]): T | undefined {
    const first = nodes[0]!;
    const alike = nodes.every((node) => node.operation.kind === first.operation.kind && isElementwise(node));
    if (!alike || !first.operands.some((_, index) => this.#isAnchor(nodes, index))) return undefined;
    const operands = first.operands.map((_, index) => {
      const list = nodes.map((node) => node.operands[index]!);
      const shared = sharedNumber(list);
      return shared === undefined ? this.pack(list) : this.#ops.reshape(this.value(shared), [1, 1]);
    });
    return replay(this.#ops, { ...first, shape: [] }, operands);
  }

  /** Whether packing goes on through this operand: the state, one number for all, a formula on these, or a vector there is. */
  #isAnchor(nodes: readonly GraphNode[], index: number): boolean {
    const list = nodes.map((node) => rootOf(node.operands[index]!));
    const first = list[0]!;
    if (sharedNumber(list) !== undefined || this.#vectors.has(keyOf(list))) return true;
    // A square needs its root as a vector once, whatever that root is.
    if (nodes.every(({ operands }) => operands.length === 2 && operands[0] === operands[1])) return true;
    const alike = list.every((node) => node.operation.kind === first.operation.kind && isElementwise(node));
    return alike && first.operands.some((_, inner) => this.#isAnchor(list, inner));
  }

  #layEndToEnd(nodes: readonly GraphNode[]): T {
    const parts = nodes
      .flatMap(rowMajorParts)
      .map((node) => this.#ops.reshape(this.value(node), [1, sizeOf(node.shape)]));
    return this.#ops.concat(parts, 1);
  }

  /** Σ‖g‖² over tensors, by whole vectors where they are laid end to end for the update anyway. */
  #sumOfSquares(tensors: readonly GraphNode[]): T {
    const gradients = tensors.map(rootOf);
    const terms: T[] = [];
    const done = new Set<GraphNode>();
    for (const group of this.#gradientGroups(gradients)) {
      const vector = this.pack(group);
      terms.push(this.#ops.matmul(vector, vector, false, true));
      for (const node of group) done.add(node);
    }
    for (const node of gradients.filter((gradient) => !done.has(gradient))) {
      const column = this.#ops.reshape(this.value(node), [1, sizeOf(node.shape)]);
      terms.push(this.#ops.matmul(column, column, false, true));
    }
    return terms.reduce((sum, term) => this.#ops.add(sum, term));
  }

  #gradientGroups(gradients: readonly GraphNode[]): (readonly GraphNode[])[] {
    const used = gradientsOfUpdates(this.#graph, this.#layout.vectors, new Set(gradients), this.#stateCount);
    return used.filter((group) => group.length > 1);
  }
}

/** For each vector, the one gradient that each of its tensors' updates reads; those of several vectors once. */
function gradientsOfUpdates(
  graph: Graph,
  vectors: readonly StateVector[],
  gradients: ReadonlySet<GraphNode>,
  stateCount: number,
): GraphNode[][] {
  const groups = new Map<string, GraphNode[]>();
  for (const { slots } of vectors) {
    const group = slots.map((slot) => gradientIn(graph.outputs[slot]!, gradients, stateCount));
    const found = group.filter((node) => node !== undefined);
    if (found.length === slots.length && new Set(found).size === slots.length) groups.set(keyOf(found), found);
  }
  return [...groups.values()];
}

function gradientIn(node: GraphNode, gradients: ReadonlySet<GraphNode>, stateCount: number): GraphNode | undefined {
  const root = rootOf(node);
  if (gradients.has(root)) return root;
  if (slotOf(root, stateCount) !== undefined || !isElementwise(root)) return undefined;
  for (const operand of root.operands) {
    const found = gradientIn(operand, gradients, stateCount);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The parts whose elements, one after another, are the tensor's. */
function rowMajorParts(node: GraphNode): GraphNode[] {
  const root = rootOf(node);
  return root.operation.kind === 'concat' && root.operation.axis === 0 ? root.operands.flatMap(rowMajorParts) : [root];
}

/** The one number that all operands are, if they are. */
function sharedNumber(list: readonly GraphNode[]): GraphNode | undefined {
  const root = rootOf(list[0]!);
  return sizeOf(root.shape) === 1 && list.every((node) => rootOf(node) === root) ? root : undefined;
}

function keyOf(nodes: readonly GraphNode[]): string {
  return nodes.map(({ id }) => id).join(' ');
}
