import type { Graph, GraphNode } from '@chainzrule/core';

/** A ReLU unit so near its kink that rounding may put it on either side, and the derivative it is held to. */
export interface Kink {
  /** The `greater` node that gives φ′. */
  readonly node: GraphNode;
  readonly index: number;
  readonly value: number;
}

const NEAR = 8;

const comparisons = (graph: Graph): GraphNode[] => graph.nodes.filter(({ operation }) => operation.kind === 'greater');

/** The nodes whose sign decides a derivative: what each comparison with 0 looks at. */
export function kinkNodes(graph: Graph): GraphNode[] {
  return comparisons(graph).map(({ operands }) => operands[0]!);
}

/** Units with |z| ≤ 8 s_z. `squares`: sums of squared deviations over `runs` disturbed runs. */
export function findKinks(
  graph: Graph,
  exact: readonly Float64Array[],
  squares: readonly Float64Array[],
  runs: number,
): Kink[] {
  return comparisons(graph).flatMap((node, which) => {
    const [z, sums] = [exact[which]!, squares[which]!];
    return Array.from(z.keys())
      .filter((index) => Math.abs(z[index]!) <= NEAR * Math.sqrt(sums[index]! / runs) && z[index] !== 0)
      .map((index) => ({ node, index, value: z[index]! > 0 ? 1 : 0 }));
  });
}

/** Holds units on their side. */
export function forced(side: readonly Kink[], node: GraphNode, values: Float64Array): void {
  for (const kink of side) if (kink.node === node) values[kink.index] = kink.value;
}
