import type { Shape } from '../contract/tensor-ops.ts';

/** The shape of an elementwise operation's result: NumPy's rule, dimensions aligned at the end, 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}
