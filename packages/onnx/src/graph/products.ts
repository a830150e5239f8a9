import type { GraphNode } from '@chainzrule/core';
import type { AttributeValue, ValueName } from './graph-builder.ts';
import { constantOf, type GraphFacts, type Lowered, plain } from './lowered.ts';

/** From here on a sum of squares is worth two stages. */
const LONG = 256;

/** With fewer rows than this (the length may be a prime) there is no matrix worth the name. */
const FEW = 8;

/** What is one matrix product in ONNX. */
interface Product {
  readonly operands: readonly GraphNode[];
  readonly attributes: Readonly<Record<'transA' | 'transB', number>>;
}

/** A matrix product, Σ a b of two rows, which is a bᵀ, or one number times another. */
function productOf(node: GraphNode, facts: GraphFacts): Product | undefined {
  const { operation, operands } = node;
  if (isLongSquare(node, facts)) return undefined;
  if (operation.kind === 'multiply') {
    const areNumbers = operands.every((operand) => operand.shape.join() === '1,1' && constantOf(operand) === undefined);
    return areNumbers ? { operands, attributes: { transA: 0, transB: 0 } } : undefined;
  }
  if (operation.kind === 'matmul') {
    const { transposeA, transposeB } = operation;
    return { operands, attributes: { transA: Number(transposeA), transB: Number(transposeB) } };
  }
  if (operation.kind !== 'sum' || operation.axis !== 1) return undefined;
  const terms = operands[0]!;
  const areRows = [terms, ...terms.operands].every(({ shape }) => shape.length === 2 && shape[0] === 1);
  const alike = terms.operands.every(({ shape }) => shape[1] === terms.shape[1]);
  if (terms.operation.kind !== 'multiply' || !areRows || !alike || facts.uses.get(terms) !== 1) return undefined;
  return { operands: terms.operands, attributes: { transA: 0, transB: 1 } };
}

/** Σ x² of one long row on WebAssembly, whose product of a row with a column goes number by number. */
function isLongSquare({ operation, operands }: GraphNode, { target }: GraphFacts): boolean {
  if (target !== 'wasm' || operation.kind !== 'matmul' || !operation.transposeB || operation.transposeA) return false;
  const [row, other] = operands as readonly [GraphNode, GraphNode];
  return row === other && row.shape[0] === 1 && row.shape[1]! >= LONG;
}

/** Such a sum in two stages: the squares as a matrix, its columns summed, then their sums. */
function longSquare(node: GraphNode, facts: GraphFacts): Lowered | undefined {
  if (!isLongSquare(node, facts)) return undefined;
  const [row] = node.operands as readonly [GraphNode];
  const length = row.shape[1]!;
  const count = largestDivisor(length);
  return {
    operands: [row],
    emit: (builder, [value]) => {
      const ones = (dims: readonly [number, number]): ValueName =>
        builder.float32(new Float64Array(dims[0] * dims[1]).fill(1), dims, 'ones');
      const squares = builder.node('Mul', [value!, value!]);
      if (count < FEW) return builder.node('ReduceSum', [squares, builder.int64([1])]);
      const matrix = builder.node('Reshape', [squares, builder.int64([count, length / count])]);
      const columns = builder.node('Gemm', [ones([1, count]), matrix], {}, 'Sum');
      return builder.node('Gemm', [columns, ones([length / count, 1])], {}, 'Sum');
    },
  };
}

/** The largest divisor that is no larger than the square root. */
function largestDivisor(length: number): number {
  let divisor = Math.floor(Math.sqrt(length));
  while (length % divisor !== 0) divisor--;
  return divisor;
}

/** A product by itself. */
export function product(node: GraphNode, facts: GraphFacts): Lowered | undefined {
  const found = productOf(node, facts);
  if (found === undefined) return longSquare(node, facts);
  const { transA, transB } = found.attributes;
  return transA || transB ? plain('Gemm', found.operands, found.attributes) : plain('MatMul', found.operands);
}

/** a·b + c as one operator: it starts from c instead of zeros, so the sum costs no pass of its own. */
export function gemm(
  node: GraphNode,
  facts: GraphFacts,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Lowered | undefined {
  for (const [inner, term] of [node.operands, node.operands.toReversed()] as [GraphNode, GraphNode][]) {
    const found = productOf(inner, facts);
    if (found === undefined || facts.uses.get(inner) !== 1 || inner === term) continue;
    const sameShape = node.shape.length === 2 && node.shape.every((dim, axis) => dim === inner.shape[axis]);
    if (sameShape) return plain('Gemm', [...found.operands, term], { ...found.attributes, ...attributes });
  }
  return undefined;
}

/**
 * A matrix plus a row as 1·row + matrix, where 1 is a column of ones: each element is one rounded sum as before. ONNX Runtime's Add goes
 * through the rows one by one, which costs small matrices more than the product does.
 */
export function rowAdded({ operands, shape }: GraphNode, { rows, target }: GraphFacts): Lowered | undefined {
  const [count, width] = shape;
  if (rows !== undefined || target === 'gpu' || shape.length !== 2 || count === 1) return undefined;
  for (const [matrix, row] of [operands, operands.toReversed()] as [GraphNode, GraphNode][]) {
    if (matrix.shape.join() !== shape.join() || row.shape.join() !== `1,${width}` || width === 1) continue;
    return {
      operands: [row, matrix],
      emit: (builder, [added, value]) => {
        const ones = builder.float32(new Float64Array(count!).fill(1), [count!, 1], 'ones');
        return builder.node('Gemm', [ones, added!, value!], {}, 'Add');
      },
    };
  }
  return undefined;
}

/** (a·b + c) s and (a·b) s as one operator. */
export function scaledProduct(node: GraphNode, facts: GraphFacts): Lowered | undefined {
  for (const [inner, factor] of [node.operands, node.operands.toReversed()] as [GraphNode, GraphNode][]) {
    const scale = constantOf(factor);
    if (scale === undefined || facts.uses.get(inner) !== 1 || inner.shape.join() !== node.shape.join()) continue;
    const alpha = { float: scale };
    const found = productOf(inner, facts);
    if (found !== undefined) return plain('Gemm', found.operands, { ...found.attributes, alpha });
    if (inner.operation.kind === 'add') return gemm(inner, facts, { alpha, beta: alpha });
  }
  return undefined;
}
