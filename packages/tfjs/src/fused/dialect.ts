import type { BinaryName, UnaryName } from '@chainzrule/core';

/** The words in which two shading languages differ. */
export interface Dialect {
  /** Binds a value that does not change. */
  readonly int: (name: string, value: string) => string;
  readonly float: (name: string, value: string) => string;
  /** Declares a value that does. */
  readonly variable: (name: string, value: string) => string;
  readonly loop: (name: string, count: number) => string;
  readonly element: (input: number, index: string) => string;
  readonly scalar: (index: number) => string;
  readonly greater: (a: string, b: string) => string;
  /** Definitions of {@link FUNCTIONS} in the language. */
  readonly prelude: string;
}

/** Elementwise operations that both languages write alike. */
export const BINARY: Readonly<Record<Exclude<BinaryName, 'greater'>, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  subtract: (a, b) => `(${a} - ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  divide: (a, b) => `(${a} / ${b})`,
  maximum: (a, b) => `max(${a}, ${b})`,
  minimum: (a, b) => `min(${a}, ${b})`,
};

/** Functions of one number; tanh, sigmoid and erf are our own, since the languages leave theirs coarse or have none. */
export const UNARY: Readonly<Record<UnaryName, string>> = {
  abs: 'abs',
  sqrt: 'sqrt',
  exp: 'exp',
  log: 'log',
  tanh: 'exactTanh',
  sigmoid: 'stableSigmoid',
  erf: 'exactErf',
};

const horner = (x: string, coefficients: readonly string[]): string =>
  coefficients.slice(1).reduce((sum, coefficient) => `(${sum} * ${x} + ${coefficient})`, coefficients[0]!);

// Coefficients: Cephes single precision (Moshier), tanhf.c and ndtrf.c; errors below 2e-7 relative.
const TANH = ['-5.70498872745e-3', '2.06390887954e-2', '-5.37397155531e-2', '1.33314422036e-1', '-3.33332819422e-1'];
const ERF = [
  '7.853861353153693e-5',
  '-8.010193625184903e-4',
  '5.188327685732524e-3',
  '-2.685381193529856e-2',
  '1.128358514861418e-1',
  '-3.761262582423300e-1',
  '1.128379165726710e+0',
];
const ERFC_TO_2 = [
  '2.326819970068386e-2',
  '-1.387039388740657e-1',
  '3.687424674597105e-1',
  '-5.824733027278666e-1',
  '6.210004621745983e-1',
  '-4.944515323274145e-1',
  '3.404879937665872e-1',
  '-2.741127028184656e-1',
  '5.638259427386472e-1',
];
const ERFC_FROM_2 = [
  '-1.047766399936249e+1',
  '1.297719955372516e+1',
  '-7.495518717768503e+0',
  '2.921019019210786e+0',
  '-1.015265279202700e+0',
  '4.218463358204948e-1',
  '-2.820767439740514e-1',
  '5.641895067754075e-1',
];

/** Writes the three functions in a language, given how it declares functions and values. */
function functions(header: (name: string) => string, let_: string): string {
  return `
${header('exactTanh')} {
  ${let_} z = x * x;
  if (abs(x) < 0.625) { return x + x * z * ${horner('z', TANH)}; }
  ${let_} t = exp(-2.0 * abs(x));
  return sign(x) * (1.0 - t) / (1.0 + t);
}
${header('stableSigmoid')} {
  ${let_} t = exp(-abs(x));
  if (x < 0.0) { return t / (1.0 + t); }
  return 1.0 / (1.0 + t);
}
${header('exactErf')} {
  ${let_} z = x * x;
  if (z < 1.0) { return x * ${horner('z', ERF)}; }
  if (z > 30.0) { return sign(x); }
  ${let_} q = 1.0 / abs(x);
  ${let_} y = q * q;
  if (z < 4.0) { return sign(x) * (1.0 - exp(-z) * q * ${horner('y', ERFC_TO_2)}); }
  return sign(x) * (1.0 - exp(-z) * q * ${horner('y', ERFC_FROM_2)});
}
`;
}

/** WGSL, in the frame that TensorFlow.js' WebGPU backend puts around a program. */
export const WGSL: Dialect = {
  int: (name, value) => `let ${name}: i32 = ${value};`,
  float: (name, value) => `let ${name}: f32 = ${value};`,
  variable: (name, value) => `var ${name}: f32 = ${value};`,
  loop: (name, count) => `for (var ${name}: i32 = 0; ${name} < ${count}; ${name} = ${name} + 1) {`,
  element: (input, index) => `A${input}[${index}]`,
  scalar: (index) => `uniforms.s${index}`,
  greater: (a, b) => `select(0.0, 1.0, ${a} > ${b})`,
  prelude: functions((name) => `fn ${name}(x: f32) -> f32`, 'let'),
};

/** GLSL ES 3, in the frame that TensorFlow.js' WebGL backend puts around a program. */
export const GLSL: Dialect = {
  int: (name, value) => `int ${name} = ${value};`,
  float: (name, value) => `float ${name} = ${value};`,
  variable: (name, value) => `float ${name} = ${value};`,
  loop: (name, count) => `for (int ${name} = 0; ${name} < ${count}; ${name}++) {`,
  element: (input, index) => `getA${input}(${index})`,
  scalar: (index) => `s${index}`,
  greater: (a, b) => `(${a} > ${b} ? 1.0 : 0.0)`,
  prelude: functions((name) => `float ${name}(float x)`, 'float'),
};
