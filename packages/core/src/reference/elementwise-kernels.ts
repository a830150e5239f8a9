import type { BinaryName, UnaryName } from '../trace/node.ts';
import { erf } from './erf.ts';

/**
 * One run of an elementwise operation: `out[o + i] = a[ia + i·sa] ∘ b[ib + i·sb]` for i < n. A step of 0 repeats one element.
 * Each is its own small loop, so that the engine compiles it for itself; the strides that a step is made of have loops of four
 * elements a turn, which takes 0.6 of the time (results first, so that no store stands between two loads).
 */
export type BinaryKernel = (
  out: Float64Array,
  o: number,
  a: Float64Array,
  ia: number,
  sa: number,
  b: Float64Array,
  ib: number,
  sb: number,
  n: number,
) => void;

/** `out[i] = f(a[i])` for i < n. */
export type UnaryKernel = (out: Float64Array, a: Float64Array, n: number) => void;

export const binaryKernels: Readonly<Record<BinaryName, BinaryKernel>> = {
  add: (out, o, a, ia, sa, b, ib, sb, n) => {
    if (sa === 1 && sb === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! + b[ib + i]!;
        const r1 = a[ia + i + 1]! + b[ib + i + 1]!;
        const r2 = a[ia + i + 2]! + b[ib + i + 2]!;
        const r3 = a[ia + i + 3]! + b[ib + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! + b[ib + i]!;
    } else if (sa === 1 && sb === 0) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! + constant;
        const r1 = a[ia + i + 1]! + constant;
        const r2 = a[ia + i + 2]! + constant;
        const r3 = a[ia + i + 3]! + constant;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! + constant;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! + b[ib + i * sb]!;
  },
  subtract: (out, o, a, ia, sa, b, ib, sb, n) => {
    if (sa === 1 && sb === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! - b[ib + i]!;
        const r1 = a[ia + i + 1]! - b[ib + i + 1]!;
        const r2 = a[ia + i + 2]! - b[ib + i + 2]!;
        const r3 = a[ia + i + 3]! - b[ib + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! - b[ib + i]!;
    } else if (sa === 1 && sb === 0) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! - constant;
        const r1 = a[ia + i + 1]! - constant;
        const r2 = a[ia + i + 2]! - constant;
        const r3 = a[ia + i + 3]! - constant;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! - constant;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! - b[ib + i * sb]!;
  },
  multiply: (out, o, a, ia, sa, b, ib, sb, n) => {
    if (sa === 1 && sb === 1) {
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * b[ib + i]!;
        const r1 = a[ia + i + 1]! * b[ib + i + 1]!;
        const r2 = a[ia + i + 2]! * b[ib + i + 2]!;
        const r3 = a[ia + i + 3]! * b[ib + i + 3]!;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * b[ib + i]!;
    } else if (sa === 1 && sb === 0) {
      const constant = b[ib]!;
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        const r0 = a[ia + i]! * constant;
        const r1 = a[ia + i + 1]! * constant;
        const r2 = a[ia + i + 2]! * constant;
        const r3 = a[ia + i + 3]! * constant;
        out[o + i] = r0;
        out[o + i + 1] = r1;
        out[o + i + 2] = r2;
        out[o + i + 3] = r3;
      }
      for (; i < n; i++) out[o + i] = a[ia + i]! * constant;
    } else for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! * b[ib + i * sb]!;
  },
  divide: (out, o, a, ia, sa, b, ib, sb, n) => {
    for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! / b[ib + i * sb]!;
  },
  maximum: (out, o, a, ia, sa, b, ib, sb, n) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.max(a[ia + i * sa]!, b[ib + i * sb]!);
  },
  minimum: (out, o, a, ia, sa, b, ib, sb, n) => {
    for (let i = 0; i < n; i++) out[o + i] = Math.min(a[ia + i * sa]!, b[ib + i * sb]!);
  },
  greater: (out, o, a, ia, sa, b, ib, sb, n) => {
    for (let i = 0; i < n; i++) out[o + i] = a[ia + i * sa]! > b[ib + i * sb]! ? 1 : 0;
  },
};

export const unaryKernels: Readonly<Record<UnaryName, UnaryKernel>> = {
  abs: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
  },
  sqrt: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
  },
  exp: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.exp(a[i]!);
  },
  log: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.log(a[i]!);
  },
  tanh: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.tanh(a[i]!);
  },
  sigmoid: (out, a, n) => {
    for (let i = 0; i < n; i++) {
      const tail = Math.exp(-Math.abs(a[i]!));
      out[i] = (a[i]! < 0 ? tail : 1) / (1 + tail);
    }
  },
  erf: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = erf(a[i]!);
  },
};
