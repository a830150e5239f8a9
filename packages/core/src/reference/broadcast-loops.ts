import type { Shape } from '../contract/tensor-ops.ts';
import { sizeOf } from '../trace/node.ts';

/** One loop of a broadcast: how often it runs and how far each operand moves. */
export interface Loop {
  readonly count: number;
  readonly stepA: number;
  readonly stepB: number;
}

/**
 * The fewest nested loops that walk two operands over their common shape, outermost first: neighbouring dimensions in which
 * both operands either run on or stand still become one.
 */
export function broadcastLoops(shape: Shape, a: Shape, b: Shape): readonly Loop[] {
  const loops: Loop[] = [];
  const stridesA = strides(a, shape.length);
  const stridesB = strides(b, shape.length);
  for (const [axis, count] of shape.entries()) {
    if (count === 1) continue;
    const next: Loop = { count, stepA: stridesA[axis]!, stepB: stridesB[axis]! };
    const last = loops.at(-1);
    if (last !== undefined && last.stepA === count * next.stepA && last.stepB === count * next.stepB) {
      loops[loops.length - 1] = { ...next, count: last.count * count };
    } else loops.push(next);
  }
  return loops.length > 0 ? loops : [{ count: sizeOf(shape), stepA: 0, stepB: 0 }];
}

/** Elements between neighbours along each of `rank` axes; 0 where the operand stretches. */
function strides(shape: Shape, rank: number): number[] {
  const result = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) result[rank - shape.length + axis] = stride;
    stride *= shape[axis]!;
  }
  return result;
}
