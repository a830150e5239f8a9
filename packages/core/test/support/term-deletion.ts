import type { Operand, TensorOpsV1 } from '../../src/contract/tensor-ops.ts';

/** One term of the step: a place in its source where two terms meet, and which of them is dropped. */
export interface Deletion {
  readonly place: string;
  readonly dropped: 'first' | 'second';
}

/** The place in `src/step` that called, as file:line:column. */
function callingPlace(): string {
  const line = new Error().stack?.split('\n').find((text) => text.includes('/src/step/'));
  return line?.match(/src\/step\/([\w-]+\.ts:\d+:\d+)/)?.[1] ?? 'outside the step';
}

/** Operations that report each addition and subtraction, and leave a term out at the place of `deletion`. */
export function watched<T extends object>(
  ops: TensorOpsV1<T>,
  deletion: Deletion | undefined,
  seen: Set<string>,
): TensorOpsV1<T> {
  const watch = (kind: 'add' | 'subtract') => (a: Operand<T>, b: Operand<T>) => {
    const place = callingPlace();
    seen.add(place);
    if (deletion?.place !== place) return ops[kind](a, b);
    const absent = (operand: Operand<T>): Operand<T> => (typeof operand === 'number' ? 0 : ops.multiply(operand, 0));
    return deletion.dropped === 'first' ? ops[kind](absent(a), b) : ops[kind](a, absent(b));
  };
  return { ...ops, add: watch('add'), subtract: watch('subtract') };
}
