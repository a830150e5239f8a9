import { type Graph, type GraphNode, sizeOf } from '@chainzrule/core';
import { type NodeKernel, nodeKernel } from '@chainzrule/core/reference';

/** Called after each node's values are computed; may change them. `position`: of the node in the graph's order. */
export type AfterNode = (node: GraphNode, values: Float64Array, operands: readonly Float64Array[]) => void;

/** A graph that runs in float64 with every node's values kept, so that they can be looked at and disturbed. */
export class GraphRun {
  readonly #graph: Graph;
  readonly #values = new Map<GraphNode, Float64Array>();
  readonly #steps: { readonly node: GraphNode; readonly kernel: NodeKernel }[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const node of graph.nodes) {
      const { operation } = node;
      if (operation.kind === 'constant') this.#values.set(node, operation.values);
      // A reshape shows its operand's array.
      if (operation.kind === 'reshape') this.#values.set(node, this.#values.get(node.operands[0]!)!);
      const kernel = nodeKernel(node);
      if (kernel !== undefined) this.#steps.push({ node, kernel });
      if (kernel !== undefined || operation.kind === 'input')
        this.#values.set(node, new Float64Array(sizeOf(node.shape)));
    }
    // What shows an input must show the array that the run binds to it.
    for (const input of graph.inputs) if (!this.#values.has(input)) this.#values.set(input, new Float64Array(0));
  }

  /** Computes every node. `inputs`: in the graph's order. */
  run(inputs: readonly Float64Array[], after: AfterNode = () => undefined): void {
    this.#graph.inputs.forEach((node, index) => {
      this.#values.get(node)!.set(inputs[index]!.subarray(0, this.#values.get(node)!.length));
    });
    for (const { node, kernel } of this.#steps) {
      const operands = node.operands.map((operand) => this.#values.get(operand)!);
      const values = this.#values.get(node)!;
      kernel(values, operands);
      after(node, values, operands);
    }
  }

  /** A node's values of the last run; overwritten by the next. */
  valuesOf(node: GraphNode): Float64Array {
    return this.#values.get(node)!;
  }

  /** Copies of the outputs of the last run. */
  outputs(): Float64Array[] {
    return this.#graph.outputs.map((node) => Float64Array.from(this.#values.get(node)!));
  }
}
