import {
  type BackendV1,
  backendFromOps,
  FLOAT32,
  type NetworkSpec,
  type OptimizerSpec,
  type Parameters,
  type ProgramV1,
  type TensorOpsV1,
} from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { roundTo } from '../../src/arithmetic/round-to.ts';
import { type RoundedTensor, roundedOps } from './rounded-ops.ts';

/** Mistakes of whole programs need no emulated format: the reference is the fastest right backend there is. */
const base: BackendV1 = createReferenceBackend();

const capabilities = { browser: true, fusedSteps: false, deterministic: true };
const { ops, memory } = roundedOps(roundTo(FLOAT32), 'sequential');

/** A float32 backend with some operations changed. */
export function withOps(
  name: string,
  change: (ops: TensorOpsV1<RoundedTensor>) => Partial<TensorOpsV1<RoundedTensor>>,
): BackendV1 {
  const description = { name, device: 'a mutant', arithmetic: FLOAT32, capabilities };
  return backendFromOps(description, { ...ops, ...change(ops) }, memory);
}

export const correct: BackendV1 = withOps('correct', () => ({}));

/** What a mutant may look at. */
export interface About {
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  readonly optimizer: OptimizerSpec | undefined;
  readonly backend: BackendV1;
}

/** A backend whose programs have some members replaced. */
export function withProgram(name: string, change: (program: ProgramV1, about: About) => Partial<ProgramV1>): BackendV1 {
  return {
    ...base,
    name,
    async compile(network, parameters, optimizer) {
      const program = await base.compile(network, parameters, optimizer);
      return override(program, change(program, { network, parameters, optimizer, backend: base }));
    },
  };
}

/** A backend that compiles something else than it was asked to. */
export function withCompile(
  name: string,
  change: (
    network: NetworkSpec,
    parameters: Parameters,
    optimizer: OptimizerSpec | undefined,
  ) => readonly [NetworkSpec, Parameters, (OptimizerSpec | undefined)?],
): BackendV1 {
  return {
    ...base,
    name,
    compile(network, parameters, optimizer) {
      const [n, p, o] = change(network, parameters, optimizer);
      return base.compile(n, p, o);
    },
  };
}

/** The program with members replaced; methods keep their own `this`. */
function override(program: ProgramV1, changes: Partial<ProgramV1>): ProgramV1 {
  return {
    forward: (x) => program.forward(x),
    evaluate: (batch, lambda) => program.evaluate(batch, lambda),
    derivativeNorms: (x) => program.derivativeNorms(x),
    load: (rows) => program.load(rows),
    trainSteps: (data, plan) => program.trainSteps(data, plan),
    snapshot: () => program.snapshot(),
    restore: (state) => program.restore(state),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    ...changes,
  };
}

/** Tensors with some values changed. */
export function mapTensors(
  tensors: Parameters,
  change: (name: string, data: Float64Array) => Float64Array,
): Parameters {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: change(name, data) }]),
  );
}
