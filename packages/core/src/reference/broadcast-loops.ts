import type { Shape } from '../contract/tensor-ops.ts';
import { sizeOf } from '../trace/node.ts';

/** One loop of a broadcast: how often it runs and how far each operand moves. */
export interface Loop {
  readonly count: number;
  readonly steps: readonly number[];
}

/**
 * The fewest nested loops that walk operands over their common shape, outermost first: neighbouring dimensions in which
 * every operand either runs on or stands still become one.
 */
export function broadcastLoops(shape: Shape, operands: readonly Shape[]): readonly Loop[] {
  const loops: Loop[] = [];
  const strides = operands.map((operand) => stridesOf(operand, shape.length));
  for (const [axis, count] of shape.entries()) {
    if (count === 1) continue;
    const steps = strides.map((own) => own[axis]!);
    const last = loops.at(-1);
    if (last?.steps.every((step, operand) => step === count * steps[operand]!)) {
      loops[loops.length - 1] = { steps, count: last.count * count };
    } else loops.push({ count, steps });
  }
  return loops.length > 0 ? loops : [{ count: sizeOf(shape), steps: operands.map(() => 0) }];
}

/** Elements between neighbours along each of `rank` axes; 0 where the operand stretches. */
function stridesOf(shape: Shape, rank: number): number[] {
  const result = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) result[rank - shape.length + axis] = stride;
    stride *= shape[axis]!;
  }
  return result;
}
