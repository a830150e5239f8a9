import {
  type BackendV1,
  backendFromOps,
  broadcastShapes,
  FLOAT32,
  type Operand,
  type Shape,
  sizeOf,
  type TensorOpsV1,
} from '@chainzrule/core';

/** Our tensor: float32, row-major. */
interface Plain {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Storing into a Float32Array is what rounds. */
function make(shape: Shape, value: (index: number) => number): Plain {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = value(i);
  return { shape, data };
}

/** An operand's element for each index of the broadcast result. */
function reader(operand: Operand<Plain>, shape: Shape): (index: number) => number {
  if (typeof operand === 'number') return () => Math.fround(operand);
  const { data, shape: own } = operand;
  if (data.length === sizeOf(shape)) return (index) => data[index]!;
  return (index) => {
    let [rest, at, stride] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = own[axis - shape.length + own.length] ?? 1;
      if (length > 1) at += (rest % shape[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
      stride *= length;
    }
    return data[at]!;
  };
}

const shapeOf = (operand: Operand<Plain>): Shape => (typeof operand === 'number' ? [] : operand.shape);

const binary = (f: (a: number, b: number) => number) => (a: Operand<Plain>, b: Operand<Plain>) => {
  const shape = broadcastShapes(shapeOf(a), shapeOf(b));
  const [left, right] = [reader(a, shape), reader(b, shape)];
  return make(shape, (i) => f(left(i), right(i)));
};

const unary = (f: (a: number) => number) => (a: Plain) => make(a.shape, (i) => f(a.data[i]!));

/** Folds one axis, which stays with length 1. */
const fold = (f: (a: number, b: number) => number) => (a: Plain, axis: number) => {
  const [length, inner] = [a.shape[axis]!, sizeOf(a.shape.slice(axis + 1))];
  return make(a.shape.with(axis, 1), (i) => {
    const start = Math.floor(i / inner) * length * inner + (i % inner);
    let result = a.data[start]!;
    for (let l = 1; l < length; l++) result = f(result, a.data[start + l * inner]!);
    return result;
  });
};

/** 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!; beyond 4 it is ±1 in float32. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let [sum, term] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const ops: TensorOpsV1<Plain> = {
  shape: (a) => a.shape,
  constant: (values, shape) => make(shape, (i) => values[i]!),
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
  sigmoid: unary((a) => 1 / (1 + Math.exp(-a))),
  erf: unary(erf),
  sum: fold((a, b) => a + b),
  max: fold(Math.max),
  reshape: (a, shape) => ({ shape, data: a.data }),
  slice(a, axis, start, length) {
    const [all, inner] = [a.shape[axis]!, sizeOf(a.shape.slice(axis + 1))];
    return make(a.shape.with(axis, length), (i) => {
      const outer = Math.floor(i / (length * inner));
      return a.data[(outer * (all - length) + start) * inner + i]!;
    });
  },
  concat(parts, axis) {
    const length = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    const inner = sizeOf(parts[0]!.shape.slice(axis + 1));
    return make(parts[0]!.shape.with(axis, length), (i) => {
      let entry = Math.floor(i / inner) % length;
      const outer = Math.floor(i / (length * inner));
      const part = parts.find(({ shape }) => entry < shape[axis]! || ((entry -= shape[axis]!), false))!;
      return part.data[(outer * part.shape[axis]! + entry) * inner + (i % inner)]!;
    });
  },
  matmul(a, b, transposeA = false, transposeB = false) {
    const [m, n] = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
    const k = a.shape[transposeA ? 0 : 1]!;
    const [rowA, stepA] = transposeA ? [1, m] : [k, 1];
    const [columnB, stepB] = transposeB ? [k, 1] : [1, n];
    return make([m, n], (i) => {
      const [row, column] = [Math.floor(i / n) * rowA, (i % n) * columnB];
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a.data[row + p * stepA]! * b.data[column + p * stepB]!;
      return sum;
    });
  },
  gather(a, indices) {
    const columns = a.shape[1]!;
    return make([indices.data.length, columns], (i) => a.data[indices.data[Math.floor(i / columns)]! * columns + (i % columns)]!);
  },
};

export function createBackend(): BackendV1 {
  const description = {
    name: 'BACKEND_NAME',
    device: 'JavaScript, float32, one thread',
    arithmetic: FLOAT32,
    capabilities: { browser: true, fusedSteps: false, deterministic: true },
  };
  return backendFromOps(description, ops, {
    upload: (values, shape) => make(shape, (i) => values[i]!),
    download: ({ data }) => Float64Array.from(data),
    dispose: () => {},
  });
}
