import type { GraphNode, NodeOperation } from '../trace/node.ts';

/**
 * One run of two elementwise operations: `out[o + i] = (a[ia + i·sa] ∘ b[ib + i·sb]) ∘ c[ic + i·sc]` for i < n. Both results
 * are rounded as if they stood apart, so fusing changes no bit; it saves one array of writes and reads.
 */
export type TernaryKernel = (
  out: Float64Array,
  o: number,
  a: Float64Array,
  ia: number,
  sa: number,
  b: Float64Array,
  ib: number,
  sb: number,
  c: Float64Array,
  ic: number,
  sc: number,
  n: number,
) => void;

/** Kernels by inner and outer operation, both commutative: those the step is made of. */
const kernels: Readonly<Record<string, TernaryKernel>> = {
  'multiply add': (out, o, a, ia, sa, b, ib, sb, c, ic, sc, n) => {
    if (sa === 1 && sb === 1 && sc === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * b[ib + i]! + c[ic + i]!;
        const r1 = a[ia + i + 1]! * b[ib + i + 1]! + c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! * b[ib + i + 2]! + c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! * b[ib + i + 3]! + c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * b[ib + i]! + c[ic + i]!;
    } else if (sa === 1 && sb === 0 && sc === 1) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * constant + c[ic + i]!;
        const r1 = a[ia + i + 1]! * constant + c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! * constant + c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! * constant + c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * constant + c[ic + i]!;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! * b[ib + i * sb]! + c[ic + i * sc]!;
  },
  'add multiply': (out, o, a, ia, sa, b, ib, sb, c, ic, sc, n) => {
    if (sa === 1 && sb === 1 && sc === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = (a[ia + i]! + b[ib + i]!) * c[ic + i]!;
        const r1 = (a[ia + i + 1]! + b[ib + i + 1]!) * c[ic + i + 1]!;
        const r2 = (a[ia + i + 2]! + b[ib + i + 2]!) * c[ic + i + 2]!;
        const r3 = (a[ia + i + 3]! + b[ib + i + 3]!) * c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = (a[ia + i]! + b[ib + i]!) * c[ic + i]!;
    } else if (sa === 1 && sb === 0 && sc === 1) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = (a[ia + i]! + constant) * c[ic + i]!;
        const r1 = (a[ia + i + 1]! + constant) * c[ic + i + 1]!;
        const r2 = (a[ia + i + 2]! + constant) * c[ic + i + 2]!;
        const r3 = (a[ia + i + 3]! + constant) * c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = (a[ia + i]! + constant) * c[ic + i]!;
    } else for (let i = 0; i < n; i++) out[o + i] = (a[ia + i * sa]! + b[ib + i * sb]!) * c[ic + i * sc]!;
  },
  'multiply multiply': (out, o, a, ia, sa, b, ib, sb, c, ic, sc, n) => {
    if (sa === 1 && sb === 1 && sc === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * b[ib + i]! * c[ic + i]!;
        const r1 = a[ia + i + 1]! * b[ib + i + 1]! * c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! * b[ib + i + 2]! * c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! * b[ib + i + 3]! * c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * b[ib + i]! * c[ic + i]!;
    } else if (sa === 1 && sb === 0 && sc === 1) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * constant * c[ic + i]!;
        const r1 = a[ia + i + 1]! * constant * c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! * constant * c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! * constant * c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * constant * c[ic + i]!;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! * b[ib + i * sb]! * c[ic + i * sc]!;
  },
  'add add': (out, o, a, ia, sa, b, ib, sb, c, ic, sc, n) => {
    if (sa === 1 && sb === 1 && sc === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! + b[ib + i]! + c[ic + i]!;
        const r1 = a[ia + i + 1]! + b[ib + i + 1]! + c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! + b[ib + i + 2]! + c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! + b[ib + i + 3]! + c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! + b[ib + i]! + c[ic + i]!;
    } else if (sa === 1 && sb === 0 && sc === 1) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! + constant + c[ic + i]!;
        const r1 = a[ia + i + 1]! + constant + c[ic + i + 1]!;
        const r2 = a[ia + i + 2]! + constant + c[ic + i + 2]!;
        const r3 = a[ia + i + 3]! + constant + c[ic + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! + constant + c[ic + i]!;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! + b[ib + i * sb]! + c[ic + i * sc]!;
  },
};

/** The kernel that computes `inner` and then `outer` on its result, where there is one. */
export function ternaryKernel(inner: NodeOperation, outer: NodeOperation): TernaryKernel | undefined {
  return kernels[`${inner.kind} ${outer.kind}`];
}

/** Whether a node is a product that `sumOfProducts` takes: two full matrices. */
export function isPlainProduct({ operation, operands, shape }: GraphNode): boolean {
  return (
    operation.kind === 'multiply' &&
    shape.length === 2 &&
    operands.every((operand) => operand.shape.length === 2 && operand.shape.every((dim, axis) => dim === shape[axis]))
  );
}
