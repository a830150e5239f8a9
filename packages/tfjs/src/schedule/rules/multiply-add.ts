import { type GraphNode, type Shape, sizeOf } from '@chainzrule/core';
import type { Match, Rule, Surroundings } from '../rule.ts';
import { dropLeadingOnes, type ScheduleBuilder, sameShape, type Value } from '../schedule-builder.ts';

/**
 * On the cpu backend FusedBatchNorm, `offset + (x − mean) · scale / √variance`, is the cheapest pass over a tensor there is: it repeats shorter
 * operands along the rows without the index arithmetic that broadcasting costs elsewhere, and it does several operations at once. So
 *
 * - a · b + c, one pass instead of two;
 * - a + b, a − b, a · b with a row or a single number b.
 */
export const multiplyAdd: Rule = (node, surroundings) => {
  if (sizeOf(node.shape) === 1) return undefined;
  return sumWithProduct(node, surroundings) ?? withShorter(node);
};

interface Terms {
  readonly x: GraphNode;
  readonly mean?: GraphNode;
  readonly scale?: GraphNode;
  readonly offset?: GraphNode;
}

function sumWithProduct({ operation, operands, shape }: GraphNode, { uses }: Surroundings): Match | undefined {
  if (operation.kind !== 'add') return undefined;
  const [a, b] = operands as readonly [GraphNode, GraphNode];
  const candidates = [
    { product: a, rest: b },
    { product: b, rest: a },
  ].filter(({ product, rest }) => isProduct(product, shape) && repeats(rest, shape));
  // A product that nothing else needs is saved altogether.
  const chosen = candidates.find(({ product }) => uses(product) === 1) ?? candidates[0];
  if (chosen === undefined) return undefined;
  const [left, right] = chosen.product.operands as readonly [GraphNode, GraphNode];
  const [x, scale] = isFull(left, shape) ? [left, right] : [right, left];
  return repeats(scale, shape) ? normalised(shape, { x, scale, offset: chosen.rest }) : undefined;
}

/** A product of two different tensors, one of them as large as the result. */
function isProduct({ operation, operands, shape }: GraphNode, of: Shape): boolean {
  const [a, b] = operands;
  return operation.kind === 'multiply' && a !== b && sameShape(shape, of) && (isFull(a!, of) || isFull(b!, of));
}

function withShorter({ operation, operands, shape }: GraphNode): Match | undefined {
  const [a, b] = operands as readonly [GraphNode, GraphNode | undefined];
  if (b === undefined || isFull(a, shape) === isFull(b, shape)) return undefined;
  const [x, short] = isFull(a, shape) ? [a, b] : [b, a];
  if (!repeats(short, shape)) return undefined;
  switch (operation.kind) {
    case 'multiply':
      return normalised(shape, { x, scale: short });
    case 'add':
      return normalised(shape, { x, offset: short });
    case 'subtract':
      return x === a ? normalised(shape, { x, mean: short }) : undefined;
    default:
      return undefined;
  }
}

/** Whether the kernel, which runs through shorter operands again and again, stretches a tensor as broadcasting does. */
function repeats(node: GraphNode, shape: Shape): boolean {
  const bare = dropLeadingOnes(node.shape);
  return bare.length <= shape.length && sameShape(bare, shape.slice(shape.length - bare.length));
}

function isFull(node: GraphNode, shape: Shape): boolean {
  return sizeOf(node.shape) === sizeOf(shape);
}

function normalised(shape: Shape, terms: Terms): Match {
  const names = (['x', 'mean', 'scale', 'offset'] as const).filter((name) => terms[name] !== undefined);
  return {
    operands: names.map((name) => terms[name]!),
    emit: (builder, values) => emit(builder, shape, Object.fromEntries(names.map((name, i) => [name, values[i]!]))),
  };
}

/** The kernel wants all but x in one rank, and mean and variance in any case. */
function emit(builder: ScheduleBuilder, shape: Shape, given: Readonly<Record<string, Value>>): Value {
  const ones = shape.map(() => 1);
  const inputs: Record<string, Value> = { mean: builder.constant([0], ones), variance: builder.constant([1], ones) };
  for (const [name, value] of Object.entries(given)) {
    const bare = dropLeadingOnes(value.shape);
    inputs[name] = builder.reshape(value, [...ones.slice(bare.length), ...bare]);
  }
  return builder.call('FusedBatchNorm', inputs, { varianceEpsilon: 0 }, shape);
}
