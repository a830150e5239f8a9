import { type BackendV1, isDecayed, type OptimizerSpec, type StepPlanV1, type TrainingStateV1 } from '@chainzrule/core';
import { mapTensors, withCompile, withProgram } from '../mutants.ts';
import { factors } from './factors.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** Training steps: tier 5. */
export const trainingMistakes: readonly WrongBackend[] = [
  {
    name: 'weight decay on biases too',
    tier: 5,
    says: /decay on biases/,
    backend: afterStep('decayed-biases', (before, after, plan, o) => ({
      ...after,
      parameters: mapTensors(after.parameters, (name, data) =>
        isDecayed(name)
          ? data
          : data.map((v, i) => v - plan.factors.learningRate[0]! * o.weightDecay * before.parameters[name]!.data[i]!),
      ),
    })),
  },
  {
    name: 'bias correction missing',
    tier: 5,
    says: /bias correction/,
    backend: factors('uncorrected', (plan) => ({
      ...plan.factors,
      correction1: plan.factors.correction1.map(() => 1),
      correction2: plan.factors.correction2.map(() => 1),
    })),
  },
  {
    name: 'ε ignored',
    tier: 5,
    says: /ε/,
    backend: withCompile('no-epsilon', (n, p, o) => [n, p, o?.type === 'adamw' ? { ...o, epsilon: 1e-30 } : o]),
  },
  {
    name: 'clipping silently ignored',
    tier: 5,
    says: /not clipped/,
    backend: withCompile('no-clipping', (n, p, o) => [n, p, o && { ...o, gradientClip: undefined }]),
  },
  {
    name: 'weight decay silently ignored',
    tier: 5,
    says: /decay left out/,
    backend: withCompile('no-decay', (n, p, o) => [n, p, o && { ...o, weightDecay: 0 }]),
  },
  {
    name: 'the rows’ order ignored',
    tier: 5,
    says: /first rows of the data set/,
    backend: withProgram('first-rows', (program) => ({
      trainSteps: (data, plan) => program.trainSteps(data, { ...plan, rows: plan.rows.map((_, i) => i % data.rows) }),
    })),
  },
  {
    name: 'λ ignored in training',
    tier: 5,
    says: /a step with λ = 0/,
    backend: factors('no-lambda-steps', (plan) => ({ ...plan.factors, lambda: plan.factors.lambda.map(() => 0) })),
  },
  {
    name: 'the gradient’s norm after clipping',
    tier: 5,
    says: /norm after clipping/,
    backend: withProgram('clipped-norm', (program, { optimizer }) => ({
      async trainSteps(data, plan) {
        const r = await program.trainSteps(data, plan);
        return { ...r, gradientNorm: r.gradientNorm.map((norm) => Math.min(norm, optimizer?.gradientClip ?? norm)) };
      },
    })),
  },
  {
    name: 'moments not restored',
    tier: 5,
    says: /not restored/,
    backend: withProgram('lost-moments', (program) => ({
      restore: (state) =>
        program.restore({
          ...state,
          moments: {
            first: mapTensors(state.moments.first, (_n, d) => d.map(() => 0)),
            ...(state.moments.second && { second: mapTensors(state.moments.second, (_n, d) => d.map(() => 0)) }),
          },
        }),
    })),
  },
  {
    name: 'a step count that starts again',
    tier: 5,
    says: /says step/,
    backend: withProgram('no-count', (program) => ({
      async snapshot() {
        return { ...(await program.snapshot()), step: 0 };
      },
    })),
  },
];

/** Changes the state after every step of a plan. */
function afterStep(
  name: string,
  change: (
    before: TrainingStateV1,
    after: TrainingStateV1,
    plan: StepPlanV1,
    optimizer: OptimizerSpec,
  ) => TrainingStateV1,
): BackendV1 {
  return withProgram(name, (program, { optimizer }) => ({
    async trainSteps(data, plan) {
      const before = await program.snapshot();
      const records = await program.trainSteps(data, plan);
      await program.restore(change(before, await program.snapshot(), plan, optimizer!));
      return records;
    },
  }));
}
