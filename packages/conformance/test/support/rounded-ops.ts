import {
  broadcastShapes,
  type EagerMemory,
  type Operand,
  type Shape,
  sizeOf,
  type TensorOpsV1,
} from '@chainzrule/core';

/** In which order the terms of a sum are added. */
export type SumOrder = 'sequential' | 'reversed' | 'pairwise' | 'blocked';

export interface RoundedTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

type Round = (value: number) => number;

/** Plain operations that round every elementary result to a format, sums in a given order. */
export function roundedOps(
  round: Round,
  order: SumOrder,
): { ops: TensorOpsV1<RoundedTensor>; memory: EagerMemory<RoundedTensor> } {
  const tensor = (data: Float64Array, shape: Shape): RoundedTensor => ({ data, shape });
  const add = (a: number, b: number): number => round(a + b);
  const total = sums[order];
  const lift = (operand: Operand<RoundedTensor>): RoundedTensor =>
    typeof operand === 'number' ? tensor(Float64Array.of(round(operand)), []) : operand;
  const binary = (f: (a: number, b: number) => number) => (x: Operand<RoundedTensor>, y: Operand<RoundedTensor>) => {
    const [a, b] = [lift(x), lift(y)];
    const shape = broadcastShapes(a.shape, b.shape);
    const [ia, ib] = [indexer(a.shape, shape), indexer(b.shape, shape)];
    return tensor(
      filled(sizeOf(shape), (i) => round(f(a.data[ia(i)]!, b.data[ib(i)]!))),
      shape,
    );
  };
  const unary = (f: (a: number) => number) => (a: RoundedTensor) =>
    tensor(
      a.data.map((v) => round(f(v))),
      a.shape,
    );
  const reduce = (a: RoundedTensor, axis: number, f: (terms: Float64Array) => number): RoundedTensor => {
    const inner = sizeOf(a.shape.slice(axis + 1));
    const length = a.shape[axis]!;
    const shape = a.shape.with(axis, 1);
    return tensor(
      filled(sizeOf(shape), (i) => {
        const start = Math.floor(i / inner) * length * inner + (i % inner);
        return f(filled(length, (l) => a.data[start + l * inner]!));
      }),
      shape,
    );
  };
  const ops: TensorOpsV1<RoundedTensor> = {
    shape: (a) => a.shape,
    constant: (values, shape) => tensor(Float64Array.from(values, round), shape),
    add: binary((a, b) => a + b),
    subtract: binary((a, b) => a - b),
    multiply: binary((a, b) => a * b),
    divide: binary((a, b) => a / b),
    maximum: binary(Math.max),
    minimum: binary(Math.min),
    greater: binary((a, b) => (a > b ? 1 : 0)),
    abs: unary(Math.abs),
    sqrt: unary(Math.sqrt),
    exp: unary(Math.exp),
    log: unary(Math.log),
    tanh: unary(Math.tanh),
    sigmoid: unary((a) => round(1 / round(1 + round(Math.exp(-a))))),
    erf: unary(erf),
    sum: (a, axis) => reduce(a, axis, (terms) => total(terms, add)),
    max: (a, axis) => reduce(a, axis, (terms) => terms.reduce((x, y) => Math.max(x, y))),
    reshape: (a, shape) => tensor(a.data, shape),
    slice(a, axis, start, length) {
      const inner = sizeOf(a.shape.slice(axis + 1));
      const shape = a.shape.with(axis, length);
      return tensor(
        filled(sizeOf(shape), (i) => {
          const [o, rest] = [Math.floor(i / (length * inner)), i % (length * inner)];
          return a.data[o * a.shape[axis]! * inner + start * inner + rest]!;
        }),
        shape,
      );
    },
    concat(parts, axis) {
      const inner = sizeOf(parts[0]!.shape.slice(axis + 1));
      const outer = sizeOf(parts[0]!.shape.slice(0, axis));
      const data: number[] = [];
      for (let o = 0; o < outer; o++)
        for (const { data: own, shape } of parts) {
          const width = shape[axis]! * inner;
          data.push(...own.subarray(o * width, (o + 1) * width));
        }
      const length = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
      return tensor(Float64Array.from(data), parts[0]!.shape.with(axis, length));
    },
    matmul(a, b, transposeA = false, transposeB = false) {
      const [m, n] = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
      const k = a.shape[transposeA ? 0 : 1]!;
      const out = new Float64Array(m * n);
      const terms = new Float64Array(k);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          for (let p = 0; p < k; p++)
            terms[p] = round(a.data[transposeA ? p * m + i : i * k + p]! * b.data[transposeB ? j * k + p : p * n + j]!);
          out[i * n + j] = total(terms, add);
        }
      return tensor(out, [m, n]);
    },
    gather(a, indices) {
      const cols = a.shape[1]!;
      const out = new Float64Array(indices.data.length * cols);
      indices.data.forEach((row, i) => out.set(a.data.subarray(row * cols, (row + 1) * cols), i * cols));
      return tensor(out, [indices.data.length, cols]);
    },
  };
  const memory: EagerMemory<RoundedTensor> = {
    upload: (values, shape) => tensor(Float64Array.from(values, round), shape),
    download: ({ data }) => Float64Array.from(data),
    dispose: () => {},
  };
  return { ops, memory };
}

/** Much faster than `Float64Array.from({ length }, …)`, and the long runs spend their time here. */
function filled(length: number, value: (index: number) => number): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = value(i);
  return out;
}

type Sum = (terms: Float64Array, add: (a: number, b: number) => number) => number;

const BLOCK = 8;

const sums: Readonly<Record<SumOrder, Sum>> = {
  sequential: (terms, add) => terms.reduce(add, 0),
  reversed: (terms, add) => terms.reduceRight(add, 0),
  pairwise: (terms, add) => pairwise(terms, 0, terms.length, add),
  blocked(terms, add) {
    let sum = 0;
    for (let start = 0; start < terms.length; start += BLOCK)
      sum = add(sum, terms.subarray(start, start + BLOCK).reduce(add, 0));
    return sum;
  },
};

function pairwise(terms: Float64Array, from: number, to: number, add: (a: number, b: number) => number): number {
  if (to - from <= 1) return from < to ? terms[from]! : 0;
  const middle = (from + to) >> 1;
  return add(pairwise(terms, from, middle, add), pairwise(terms, middle, to, add));
}

/** Index into an operand of `shape` for each index of the broadcast result. */
function indexer(shape: Shape, result: Shape): (index: number) => number {
  if (sizeOf(shape) === 1) return () => 0;
  if (sizeOf(shape) === sizeOf(result)) return (index) => index;
  const strides = result.map((_, axis) => {
    const own = axis - result.length + shape.length;
    return own >= 0 && shape[own] !== 1 ? sizeOf(shape.slice(own + 1)) : 0;
  });
  return (index) => {
    let [rest, at] = [index, 0];
    for (let axis = result.length - 1; axis >= 0; axis--) {
      at += (rest % result[axis]!) * strides[axis]!;
      rest = Math.floor(rest / result[axis]!);
    }
    return at;
  };
}

/** By the series for small arguments and the continued fraction for large ones; far more exact than any format tested here. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  if (z < 2.5) {
    let [sum, term] = [z, z];
    for (let n = 1; n < 80; n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)));
}
