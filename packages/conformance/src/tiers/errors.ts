import { ChainzRuleError, type ErrorCode, type NetworkSpec, type Parameters, type ProgramV1 } from '@chainzrule/core';
import { behaviour, type Finding } from '../judge/finding.ts';
import type { TierContext } from './context.ts';
import { type Probe, probe } from './probe.ts';
import { arraysDiffer } from './state.ts';
import { factorsAt, planOf } from './step-plan.ts';

interface BadCall {
  readonly name: string;
  readonly code: ErrorCode;
  run(program: ProgramV1, given: Probe): Promise<unknown>;
}

/** T8: each wrong call gives the typed error, and changes nothing. */
export async function checkErrors(context: TierContext): Promise<Finding[]> {
  const given = probe();
  const { backend } = context;
  const check = (name: string, message: string | undefined): Finding => behaviour(8, 'errors', name, message);
  const findings: Finding[] = [];
  await using program = await backend.compile(given.network, given.parameters, given.optimizer);
  const before = await program.forward(given.batch.x);
  for (const call of badCalls)
    findings.push(check(call.name, await refusal(call.code, () => call.run(program, given))));
  const after = await program.forward(given.batch.x);
  findings.push(check('refused calls change nothing', arraysDiffer('logits', before.data, after.data, 0)));
  for (const { name, code, compile } of badCompiles)
    findings.push(check(name, await refusal(code, () => compile(given, (n, p) => backend.compile(n, p)))));
  findings.push(check('overflow is not hidden', await overflowMessage(context, given)));
  for (const [name, message] of await afterDisposal(context, given)) findings.push(check(name, message));
  return findings;
}

async function refusal(code: ErrorCode, run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) return `threw ${String(error)}, which is no ChainzRuleError`;
    return error.code === code ? undefined : `the code is ${error.code}, expected ${code}: ${error.message}`;
  }
  return `was accepted; expected ${code}`;
}

const matrix = (rows: number, cols: number, value = 0.5) => ({
  data: new Float64Array(rows * cols).fill(value),
  rows,
  cols,
});

const badCalls: readonly BadCall[] = [
  { name: 'forward with too many columns', code: 'SHAPE_MISMATCH', run: (p) => p.forward(matrix(2, 5)) },
  { name: 'forward with NaN', code: 'NON_FINITE_INPUT', run: (p) => p.forward(matrix(2, 4, Number.NaN)) },
  { name: 'forward with ∞', code: 'NON_FINITE_INPUT', run: (p) => p.forward(matrix(2, 4, Number.POSITIVE_INFINITY)) },
  { name: 'derivativeNorms with too few columns', code: 'SHAPE_MISMATCH', run: (p) => p.derivativeNorms(matrix(2, 3)) },
  {
    name: 'evaluate with a class out of range',
    code: 'INVALID_ARGUMENT',
    run: (p) => p.evaluate({ x: matrix(2, 4), y: Float64Array.of(0, 2) }, 0),
  },
  {
    name: 'evaluate with targets of another length',
    code: 'SHAPE_MISMATCH',
    run: (p) => p.evaluate({ x: matrix(2, 4), y: Float64Array.of(0) }, 0),
  },
  {
    name: 'evaluate with a negative weight',
    code: 'INVALID_ARGUMENT',
    run: (p) => p.evaluate({ x: matrix(2, 4), y: Float64Array.of(0, 1), weights: Float64Array.of(1, -1) }, 0),
  },
  {
    name: 'evaluate with weights that are all zero',
    code: 'INVALID_ARGUMENT',
    run: (p) => p.evaluate({ x: matrix(2, 4), y: Float64Array.of(0, 1), weights: Float64Array.of(0, 0) }, 0),
  },
  {
    name: 'evaluate with λ = NaN',
    code: 'INVALID_ARGUMENT',
    run: (p) => p.evaluate({ x: matrix(2, 4), y: Float64Array.of(0, 1) }, Number.NaN),
  },
  {
    name: 'load without rows',
    code: 'INVALID_ARGUMENT',
    run: (p) => p.load({ x: matrix(0, 4), y: new Float64Array(0) }),
  },
  {
    name: 'trainSteps with a row that is not there',
    code: 'INVALID_ARGUMENT',
    run: async (p, { batch, optimizer }) => {
      await using data = await p.load(batch);
      return p.trainSteps(data, planOf([Int32Array.of(0, batch.x.rows)], [factorsAt(optimizer, 1, 0, 0.1)]));
    },
  },
  {
    name: 'trainSteps with a learning rate that is NaN',
    code: 'INVALID_ARGUMENT',
    run: async (p, { batch, optimizer }) => {
      await using data = await p.load(batch);
      return p.trainSteps(data, planOf([Int32Array.of(0, 1)], [factorsAt(optimizer, 1, 0, Number.NaN)]));
    },
  },
  {
    name: 'trainSteps with fewer factors than steps',
    code: 'SHAPE_MISMATCH',
    run: async (p, { batch, optimizer }) => {
      await using data = await p.load(batch);
      return p.trainSteps(data, planOf([Int32Array.of(0, 1), Int32Array.of(2, 3)], [factorsAt(optimizer, 1, 0, 0.1)]));
    },
  },
  {
    name: 'trainSteps with data that was disposed',
    code: 'INVALID_ARGUMENT',
    run: async (p, { batch, optimizer }) => {
      const data = await p.load(batch);
      await data[Symbol.asyncDispose]();
      return p.trainSteps(data, planOf([Int32Array.of(0, 1)], [factorsAt(optimizer, 1, 0, 0.1)]));
    },
  },
  {
    name: 'restore without moments',
    code: 'SHAPE_MISMATCH',
    run: async (p) => {
      const { parameters, step } = await p.snapshot();
      return p.restore({ parameters, moments: { first: {} }, step });
    },
  },
];

const badCompiles: readonly {
  readonly name: string;
  readonly code: ErrorCode;
  compile(given: Probe, run: (network: NetworkSpec, parameters: Parameters) => Promise<unknown>): Promise<unknown>;
}[] = [
  {
    name: 'compile with a tensor missing',
    code: 'SHAPE_MISMATCH',
    compile({ network, parameters }, run) {
      const { 'head.bias': _, ...rest } = parameters;
      return run(network, rest);
    },
  },
  {
    name: 'compile with a parameter that is NaN',
    code: 'NON_FINITE_INPUT',
    compile: ({ network, parameters }, run) =>
      run(network, { ...parameters, 'head.bias': { shape: [1], data: Float64Array.of(Number.NaN) } }),
  },
  {
    name: 'compile with an unknown activation',
    code: 'INVALID_SPEC',
    compile: ({ network, parameters }, run) =>
      run({ ...network, layers: [{ units: 6, activation: { type: 'swish' as 'relu' } }] }, parameters),
  },
];

/** A number beyond the format must come out as what it is, not as an ordinary number. */
async function overflowMessage(
  { backend, arithmetic }: TierContext,
  { network, parameters, batch }: Probe,
): Promise<string | undefined> {
  const huge = Math.sqrt(arithmetic.largestFinite) * 4;
  const bias = { shape: [6], data: new Float64Array(6).fill(huge) };
  await using program = await backend.compile(network, { ...parameters, 'layers.0.bias': bias });
  const { data } = await program.forward(batch.x);
  return data.some(Number.isFinite) ? `logits beyond the format came out as ${data.find(Number.isFinite)}` : undefined;
}

async function afterDisposal(
  { backend }: TierContext,
  { network, parameters, batch }: Probe,
): Promise<[string, string | undefined][]> {
  const program = await backend.compile(network, parameters);
  await program[Symbol.asyncDispose]();
  const twice = await Promise.resolve(program[Symbol.asyncDispose]()).then(
    () => undefined,
    (error: unknown) => `threw ${String(error)}`,
  );
  return [
    ['disposing twice does nothing', twice],
    ['forward after disposal', await refusal('DISPOSED', () => program.forward(batch.x))],
    ['snapshot after disposal', await refusal('DISPOSED', () => program.snapshot())],
  ];
}
