import { type Graph, type GraphNode, sizeOf } from '../trace/node.ts';
import { broadcastLoops } from './broadcast-loops.ts';
import { sumOfProducts } from './column-sums.ts';
import { isPlainProduct, type TernaryKernel, ternaryKernel } from './fused-kernels.ts';
import { mayOverwrite, type NodeKernel, nodeKernel } from './node-kernels.ts';

/** Something to compute: a node of the graph, perhaps together with the one before it. */
export interface Computation {
  readonly node: GraphNode;
  /** What it reads: the node's own operands, or those of both nodes. */
  readonly operands: readonly GraphNode[];
  /** Undefined where nothing is computed: inputs, constants, reshapes. */
  readonly kernel: NodeKernel | undefined;
  /** Whether the result may be written over the operand's array. */
  mayOverwrite(operand: number): boolean;
}

/** A graph as computations in order: a result that one following operation alone reads is computed together with it, where a kernel does both. */
export function fuse(graph: Graph): Computation[] {
  const uses = new Map<GraphNode, number>();
  for (const node of [...graph.nodes.flatMap(({ operands }) => operands), ...graph.outputs])
    uses.set(node, (uses.get(node) ?? 0) + 1);
  const computations = new Map<GraphNode, Computation>();
  for (const node of graph.nodes) {
    const inner = node.operands.find((operand) => uses.get(operand) === 1 && isPlain(computations.get(operand)));
    const fused = inner && (fusedElementwise(node, inner) ?? fusedSum(node, inner));
    if (fused !== undefined) computations.delete(inner!);
    computations.set(node, fused ?? plain(node));
  }
  return [...computations.values()];
}

function plain(node: GraphNode): Computation {
  return {
    node,
    operands: node.operands,
    kernel: nodeKernel(node),
    mayOverwrite: (operand) => mayOverwrite(node, operand),
  };
}

/** Whether a computation is one node by itself: three nodes in one have no kernel. */
function isPlain(computation: Computation | undefined): boolean {
  return computation !== undefined && computation.operands === computation.node.operands;
}

function fusedElementwise(node: GraphNode, inner: GraphNode): Computation | undefined {
  const kernel = ternaryKernel(inner.operation, node.operation);
  // A smaller inner result would be computed again and again.
  if (kernel === undefined || sizeOf(inner.shape) !== sizeOf(node.shape) || inner.shape.length !== node.shape.length)
    return undefined;
  const other = node.operands[0] === inner ? node.operands[1]! : node.operands[0]!;
  const operands = [...inner.operands, other];
  return {
    node,
    operands,
    kernel: ternary(kernel, node, operands),
    mayOverwrite: (operand) => sizeOf(operands[operand]!.shape) === sizeOf(node.shape),
  };
}

function fusedSum(node: GraphNode, inner: GraphNode): Computation | undefined {
  const { operation } = node;
  if (operation.kind !== 'sum' || operation.axis !== 0 || !isPlainProduct(inner)) return undefined;
  const [rows, cols] = inner.shape as [number, number];
  return {
    node,
    operands: inner.operands,
    kernel: (out, [a, b]) => sumOfProducts(out, a!, b!, rows, cols),
    mayOverwrite: () => false,
  };
}

function ternary(kernel: TernaryKernel, { shape }: GraphNode, operands: readonly GraphNode[]): NodeKernel {
  const loops = broadcastLoops(
    shape,
    operands.map((operand) => operand.shape),
  );
  const {
    count,
    steps: [sa, sb, sc],
  } = loops.at(-1)! as { count: number; steps: [number, number, number] };
  const walk = (
    level: number,
    out: Float64Array,
    o: number,
    a: Float64Array,
    ia: number,
    b: Float64Array,
    ib: number,
    c: Float64Array,
    ic: number,
  ): number => {
    if (level === loops.length - 1) {
      kernel(out, o, a, ia, sa, b, ib, sb, c, ic, sc, count);
      return o + count;
    }
    const { count: outer, steps } = loops[level]!;
    for (let i = 0; i < outer; i++)
      o = walk(level + 1, out, o, a, ia + i * steps[0]!, b, ib + i * steps[1]!, c, ic + i * steps[2]!);
    return o;
  };
  return (out, [a, b, c]) => {
    walk(0, out, 0, a!, 0, b!, 0, c!, 0);
  };
}
