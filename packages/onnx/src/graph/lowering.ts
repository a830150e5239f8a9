import type { BinaryName, GraphNode, Shape, UnaryName } from '@chainzrule/core';
import type { FreeRows } from './free-rows.ts';
import type { GraphBuilder, ValueName } from './graph-builder.ts';
import { constantOf, type GraphFacts, type Lowered, plain } from './lowered.ts';
import { gemm, product, rowAdded, scaledProduct } from './products.ts';
import { float32Tensor } from './tensor-proto.ts';

const BINARY: Readonly<Record<Exclude<BinaryName, 'greater'>, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
};

const UNARY: Readonly<Record<Exclude<UnaryName, 'sigmoid'>, string>> = {
  abs: 'Abs',
  sqrt: 'Sqrt',
  exp: 'Exp',
  log: 'Log',
  tanh: 'Tanh',
  erf: 'Erf',
};

/** ONNX's number of a float32 in `Cast`. */
const FLOAT = 1;
/** ONNX's number of an int64 in `Cast`. */
const INT64 = 7;

/** Chooses the operators of a traced value that is neither an input nor a slice. */
export function lower(node: GraphNode, facts: GraphFacts): Lowered {
  const { operation, operands } = node;
  switch (operation.kind) {
    case 'constant':
      return { operands: [], emit: (builder) => constant(builder, operation.values, node, facts.rows) };
    case 'add':
      return plusZeros(node) ?? softplus(node) ?? gemm(node, facts) ?? rowAdded(node, facts) ?? plain('Add', operands);
    case 'multiply':
      return scaledProduct(node, facts) ?? scaledSum(node, facts) ?? scaledTwice(node, facts) ?? plain('Mul', operands);
    case 'maximum':
      return rectifier(node) ?? plain('Max', operands);
    case 'subtract':
    case 'divide':
    case 'minimum':
      return plain(BINARY[operation.kind], operands);
    case 'greater':
      return greater(node, facts);
    case 'sigmoid':
      return { operands, emit: (builder, [a]) => sigmoid(builder, a!) };
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log':
    case 'tanh':
    case 'erf':
      return plain(UNARY[operation.kind], operands);
    case 'sum':
      return product(node, facts) ?? sum(operands[0]!, operation.axis, 1, facts.rows);
    case 'max':
      return { operands, emit: (builder, [a]) => reduceMax(builder, a!, operation.axis) };
    case 'concat':
      return {
        operands,
        emit: (builder, parts) => concat(builder, parts, operation.axis, facts.valuesPerNode),
      };
    case 'reshape':
      return reshape(node, facts.rows);
    case 'gather':
      return {
        operands,
        emit: (builder, [a, rows]) =>
          builder.node('Gather', [a!, builder.node('Cast', [rows!], { to: INT64 })], { axis: 0 }),
      };
    case 'matmul':
      return product(node, facts)!;
    case 'input':
    case 'slice':
      throw new TypeError(`a traced ${operation.kind} is not lowered by itself`);
  }
}

/** Parts end to end, by several operators where one may not take so many. */
function concat(builder: GraphBuilder, parts: readonly ValueName[], axis: number, most: number): ValueName {
  if (parts.length <= most) return builder.node('Concat', parts, { axis });
  const joined: ValueName[] = [];
  for (let start = 0; start < parts.length; start += most) {
    const group = parts.slice(start, start + most);
    joined.push(group.length === 1 ? group[0]! : builder.node('Concat', group, { axis }));
  }
  return concat(builder, joined, axis, most);
}

/** A constant as it is, or filled at run time where its size depends on the rows. */
function constant(
  builder: GraphBuilder,
  values: Float64Array,
  { shape }: GraphNode,
  rows: FreeRows | undefined,
): ValueName {
  if (rows === undefined || !shape.some((dim) => dim % rows.traced === 0)) return builder.float32(values, shape);
  if (shape[0] !== rows.traced || values.some((value) => value !== values[0]))
    throw new TypeError(`a constant [${shape}] of unequal values cannot follow the rows`);
  const count = builder.node('Gather', [builder.node('Shape', [rows.of]), builder.int64([0])], { axis: 0 });
  const dims = builder.node('Concat', [count, builder.int64(shape.slice(1))], { axis: 0 });
  return builder.node('ConstantOfShape', [dims], { value: float32Tensor('value', values.subarray(0, 1), [1]) });
}

/** a + 0 is a. */
function plusZeros({ operands, shape }: GraphNode): Lowered | undefined {
  for (const [a, zeros] of [operands, operands.toReversed()] as [GraphNode, GraphNode][]) {
    const { operation } = zeros;
    if (operation.kind !== 'constant' || operation.values.some((value) => value !== 0)) continue;
    if (a.shape.join() === shape.join()) return { operands: [a], emit: (_, [value]) => value! };
  }
  return undefined;
}

/** A chain of reshapes is one reshape of where it starts. */
function reshape(node: GraphNode, rows: FreeRows | undefined): Lowered {
  let root = node.operands[0]!;
  while (root.operation.kind === 'reshape') root = root.operands[0]!;
  return {
    operands: [root],
    emit: (builder, [a]) =>
      root.shape.join() === node.shape.join()
        ? a!
        : builder.node('Reshape', [a!, builder.int64(freed(node.shape, rows), [node.shape.length], 'shape')]),
  };
}

/** −1 where a dimension holds the rows. */
function freed(shape: Shape, rows: FreeRows | undefined): number[] {
  return shape.map((dim) => (rows !== undefined && dim % rows.traced === 0 ? -1 : dim));
}

/** max(z, 0) has an operator of its own. */
function rectifier(node: GraphNode): Lowered | undefined {
  const z = rectifiedBy(node);
  return z === undefined ? undefined : plain('Relu', [z]);
}

/** z where a value is max(z, 0). */
export function rectifiedBy({ operation, operands }: GraphNode): GraphNode | undefined {
  if (operation.kind !== 'maximum') return undefined;
  const [z, zero] = operands as readonly [GraphNode, GraphNode];
  return constantOf(zero) === 0 && z.operation.kind !== 'constant' ? z : undefined;
}

/** z > 0 is the sign of max(z, 0) where that is there: one operator instead of two, and z itself need not be kept. */
function greater({ operands }: GraphNode, { rectified }: GraphFacts): Lowered {
  const [z, bound] = operands as readonly [GraphNode, GraphNode];
  const h = constantOf(bound) === 0 ? rectified.get(z) : undefined;
  if (h !== undefined) return plain('Sign', [h]);
  return {
    operands,
    emit: (builder, names) => builder.node('Cast', [builder.node('Greater', names)], { to: FLOAT }),
  };
}

/**
 * 1 / (1 + e^−a). ONNX Runtime's own Sigmoid is right to 1e-7 absolutely, so that probabilities below that have no right digit.
 */
function sigmoid(builder: GraphBuilder, a: ValueName): ValueName {
  const exponential = builder.node('Exp', [builder.node('Neg', [a])]);
  return builder.node('Reciprocal', [builder.node('Add', [exponential, builder.float32([1], [])])], {}, 'Sigmoid');
}

/** max(z, 0) + log(1 + e^−|z|) has an operator of its own, with the same care for overflow. */
function softplus({ operands }: GraphNode): Lowered | undefined {
  const [hinge, tail] = operands as readonly [GraphNode, GraphNode];
  const z = rectifiedBy(hinge);
  const sum = tail.operation.kind === 'log' ? tail.operands[0]! : undefined;
  if (z === undefined || sum?.operation.kind !== 'add' || constantOf(sum.operands[1]!) !== 1) return undefined;
  const product = sum.operands[0]!.operation.kind === 'exp' ? sum.operands[0]!.operands[0]! : undefined;
  if (product?.operation.kind !== 'multiply' || constantOf(product.operands[1]!) !== -1) return undefined;
  const size = product.operands[0]!;
  return size.operation.kind === 'abs' && size.operands[0] === z ? plain('Softplus', [z]) : undefined;
}

/** c · Σ as one product with a row of c: the mean over a batch. */
function scaledSum(node: GraphNode, facts: GraphFacts): Lowered | undefined {
  for (const [total, factor] of [node.operands, node.operands.toReversed()] as [GraphNode, GraphNode][]) {
    const scale = constantOf(factor);
    if (total.operation.kind !== 'sum' || scale === undefined || facts.uses.get(total) !== 1) continue;
    if (total.shape.length === 2) return sum(total.operands[0]!, total.operation.axis, scale, facts.rows);
  }
  return undefined;
}

/** (a · c1) · c2 as one product with c1 c2. */
function scaledTwice({ operands }: GraphNode, { uses }: GraphFacts): Lowered | undefined {
  const [inner, outer] = operands as readonly [GraphNode, GraphNode];
  const [a, factor] = inner.operands as readonly [GraphNode, GraphNode];
  const scales = [constantOf(outer), inner.operation.kind === 'multiply' ? constantOf(factor) : undefined];
  if (scales[0] === undefined || scales[1] === undefined || uses.get(inner) !== 1) return undefined;
  const scale = scales[0] * scales[1];
  const scaled = (builder: GraphBuilder, value: ValueName): ValueName =>
    scale === 1 ? value : builder.node('Mul', [value, builder.float32([scale], [])]);
  return { operands: [a], emit: (builder, [value]) => scaled(builder, value!) };
}

/** Sums of matrices are products with a row or column of ones: ONNX Runtime's matrix product is faster than its ReduceSum. */
function sum(a: GraphNode, axis: number, scale: number, rows: FreeRows | undefined): Lowered {
  const length = a.shape[axis]!;
  if (rows !== undefined && length % rows.traced === 0) throw new TypeError('a sum over free rows has no fixed length');
  const filled = (builder: GraphBuilder, dims: readonly number[]): ValueName =>
    builder.float32(new Float64Array(length).fill(scale), dims, 'ones');
  if (a.shape.length !== 2) {
    return { operands: [a], emit: (builder, [value]) => builder.node('ReduceSum', [value!, builder.int64([axis])]) };
  }
  return {
    operands: [a],
    emit: (builder, [value]) =>
      axis === 0
        ? builder.node('Gemm', [filled(builder, [1, length]), value!], {}, 'Sum')
        : builder.node('MatMul', [value!, filled(builder, [length, 1])], {}, 'Sum'),
  };
}

/** The largest along an axis. */
function reduceMax(builder: GraphBuilder, a: ValueName, axis: number): ValueName {
  return builder.node(
    'ReduceMax',
    builder.opset >= 18 ? [a, builder.int64([axis])] : [a],
    builder.opset >= 18 ? {} : { axes: [axis] },
  );
}
