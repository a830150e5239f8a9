import { type Graph, type GraphNode, sizeOf } from '../trace/node.ts';
import { type Computation, fuse } from './fuse.ts';
import type { NodeKernel } from './node-kernels.ts';

interface PlanStep {
  readonly kernel: NodeKernel;
  readonly out: number;
  readonly operands: readonly number[];
  /** The operands' arrays of the present run, kept so that a run allocates nothing. */
  readonly arrays: Float64Array[];
}

/** A graph made ready to run many times: one loop per computation over buffers that are made once and shared by lifetime. */
export interface Plan {
  /** Arrays by slot. Inputs are bound by the caller; it may also exchange an input's array with an output's. */
  readonly slots: Float64Array[];
  /** Slots of the graph's inputs, in order. */
  readonly inputs: readonly number[];
  /** Slots of the graph's outputs, in order; each is its own, shared with no other output, input or constant. */
  readonly outputs: readonly number[];
  run(): void;
}

const EMPTY = new Float64Array(0);

/** Gives every node a slot and a loop. */
export function compilePlan(graph: Graph): Plan {
  const slots: Float64Array[] = [];
  const slotOf = new Map<GraphNode, number>();
  const steps: PlanStep[] = [];
  const newSlot = (array: Float64Array): number => slots.push(array) - 1;
  const inputs = graph.inputs.map((node) => {
    const slot = newSlot(EMPTY);
    slotOf.set(node, slot);
    return slot;
  });

  const computations = fuse(graph);
  const buffers = new BufferPool(graph, computations, newSlot);
  for (const [position, computation] of computations.entries()) {
    const { node, kernel } = computation;
    const operands = computation.operands.map((operand) => slotOf.get(operand)!);
    const { operation } = node;
    if (operation.kind === 'constant') slotOf.set(node, newSlot(operation.values));
    else if (operation.kind === 'reshape') slotOf.set(node, operands[0]!);
    if (kernel === undefined) continue;
    const out = buffers.take(computation, position, slotOf);
    slotOf.set(node, out);
    steps.push({ kernel, out, operands, arrays: operands.map(() => EMPTY) });
  }

  const own = new Set<number>();
  const outputs = graph.outputs.map((node) => {
    const slot = slotOf.get(node)!;
    if (buffers.owns(slot) && !own.has(slot)) {
      own.add(slot);
      return slot;
    }
    const copy = newSlot(new Float64Array(sizeOf(node.shape)));
    steps.push({ kernel: (out, [a]) => out.set(a!), out: copy, operands: [slot], arrays: [EMPTY] });
    return copy;
  });

  return {
    slots,
    inputs,
    outputs,
    run() {
      for (const { kernel, out, operands, arrays } of steps) {
        for (let i = 0; i < operands.length; i++) arrays[i] = slots[operands[i]!]!;
        kernel(slots[out]!, arrays);
      }
    },
  };
}

/** Hands out buffers by size and takes them back after the last node that reads them; outputs keep theirs. */
class BufferPool {
  readonly #newSlot: (array: Float64Array) => number;
  readonly #lastUse = new Map<GraphNode, number>();
  readonly #free = new Map<number, number[]>();
  readonly #owned = new Set<number>();

  constructor(graph: Graph, computations: readonly Computation[], newSlot: (array: Float64Array) => number) {
    this.#newSlot = newSlot;
    for (const [position, { operands }] of computations.entries()) {
      for (const operand of operands) this.#lastUse.set(root(operand), position);
    }
    for (const node of graph.outputs) this.#lastUse.set(root(node), Number.POSITIVE_INFINITY);
  }

  owns(slot: number): boolean {
    return this.#owned.has(slot);
  }

  /** A slot for the node's result: the array of an operand that dies here, or a free one, or a new one. */
  take(computation: Computation, position: number, slotOf: ReadonlyMap<GraphNode, number>): number {
    const { node, operands } = computation;
    const dying = [...new Set(operands.map(root))].filter((operand) => this.#lastUse.get(operand) === position);
    const pooled = dying.map((operand) => slotOf.get(operand)!).filter((slot) => this.owns(slot));
    const overwritten = operands.findIndex(
      (operand, index) => computation.mayOverwrite(index) && pooled.includes(slotOf.get(operand)!),
    );
    const inPlace = overwritten < 0 ? undefined : slotOf.get(operands[overwritten]!)!;
    const out = inPlace ?? this.#reuse(sizeOf(node.shape));
    for (const operand of dying) {
      const slot = slotOf.get(operand)!;
      if (this.owns(slot) && slot !== out) this.#release(slot, sizeOf(operand.shape));
    }
    return out;
  }

  #reuse(size: number): number {
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return free;
    const slot = this.#newSlot(new Float64Array(size));
    this.#owned.add(slot);
    return slot;
  }

  #release(slot: number, size: number): void {
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [slot]);
    else free.push(slot);
  }
}

/** The node whose array a chain of reshapes shows. */
function root(node: GraphNode): GraphNode {
  return node.operation.kind === 'reshape' ? root(node.operands[0]!) : node;
}
