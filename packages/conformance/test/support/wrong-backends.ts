import {
  type BackendV1,
  isDecayed,
  type Matrix,
  type OptimizerSpec,
  type StepPlanV1,
  type TrainingStateV1,
} from '@chainzrule/core';
import { roundTo } from '../../src/arithmetic/round-to.ts';
import type { Tier } from '../../src/judge/finding.ts';
import { FLOAT16 } from './emulation.ts';
import { correct, mapTensors, withCompile, withOps, withProgram } from './mutants.ts';

/** A backend with one mistake, the tier that must catch it, and what the report must say. */
export interface WrongBackend {
  readonly name: string;
  readonly tier: Tier;
  /** In the cause or message of the first failure. */
  readonly says: RegExp;
  readonly backend: BackendV1;
  readonly handles?: () => number;
}

const half = roundTo(FLOAT16);
const leaked: Float64Array[] = [];
let handles = 0;

export const wrongBackends: readonly WrongBackend[] = [
  {
    name: 'another contract',
    tier: 0,
    says: /contract/,
    backend: { ...correct, contract: 'chainzrule/backend@2' as never },
  },
  { name: 'no device', tier: 0, says: /device/, backend: { ...correct, device: '' } },
  {
    name: 'an arithmetic without a rounding unit',
    tier: 0,
    says: /unitRoundoff/,
    backend: { ...correct, arithmetic: { ...correct.arithmetic, unitRoundoff: 0 } },
  },
  {
    name: 'no snapshot',
    tier: 0,
    says: /lacks snapshot/,
    backend: withProgram('no-snapshot', () => ({ snapshot: undefined as never })),
  },

  {
    name: 'the head’s bias left out',
    tier: 1,
    says: /head’s bias left out/,
    backend: withCompile('no-bias', (n, p, o) => [
      n,
      mapTensors(p, (name, data) => (name === 'head.bias' ? data.map(() => 0) : data)),
      o,
    ]),
  },
  {
    name: 'GELU by its tanh approximation',
    tier: 1,
    says: /GELU by its tanh/,
    backend: withOps('tanh-gelu', (ops) => ({
      erf: (a) =>
        ops.tanh(
          ops.multiply(
            ops.add(a, ops.multiply(ops.multiply(a, ops.multiply(a, a)), 2 * 0.044715)),
            2 / Math.sqrt(Math.PI),
          ),
        ),
    })),
  },
  {
    name: 'float16 products under a float32 claim',
    tier: 1,
    says: /coarser format/,
    backend: withOps('half-products', (ops) => ({
      matmul: (a, b, ta, tb) => {
        const out = ops.matmul(a, b, ta, tb);
        return { ...out, data: out.data.map(half) };
      },
    })),
  },
  {
    name: 'the first rows again after some',
    tier: 1,
    says: /row 4 has the numbers of row 0/,
    backend: withProgram('repeated-rows', (program) => ({
      async forward(x) {
        const y = await program.forward(x);
        const data = Float64Array.from(y.data);
        if (y.rows > 4) data.copyWithin(4 * y.cols, 0, y.cols);
        return { ...y, data };
      },
    })),
  },

  {
    name: 'row weights ignored',
    tier: 2,
    says: /weights/,
    backend: withProgram('no-weights', (program) => ({
      evaluate: ({ x, y }, lambda) => program.evaluate({ x, y }, lambda),
    })),
  },
  {
    name: 'a sum over rows instead of the mean',
    tier: 2,
    says: /sum over rows/,
    backend: scaledGradients('sum', (rows) => rows),
  },
  { name: 'gradients of half the loss', tier: 2, says: /half the loss/, backend: scaledGradients('half', () => 0.5) },
  { name: 'the gradient’s sign turned', tier: 2, says: /sign/, backend: scaledGradients('sign', () => -1) },
  {
    name: 'classes swapped',
    tier: 2,
    says: /classes swapped/,
    backend: withProgram('swapped', (program, { network }) => ({
      evaluate(batch, lambda) {
        const last = 'classes' in network.head ? network.head.classes - 1 : 1;
        return program.evaluate(
          {
            ...batch,
            y:
              batch.y instanceof Float64Array
                ? batch.y.map((label) => last - label)
                : { ...batch.y, data: Float64Array.from(batch.y.data, (v) => -v) },
          },
          lambda,
        );
      },
    })),
  },
  {
    name: 'a task loss in bits',
    tier: 2,
    says: /task loss/,
    backend: withProgram('bits', (program) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, task: e.task / Math.LN2, loss: e.loss + e.task / Math.LN2 - e.task };
      },
    })),
  },

  {
    name: 'λ ignored',
    tier: 3,
    says: /λ = 0/,
    backend: withProgram('no-lambda', (program) => ({ evaluate: (batch) => program.evaluate(batch, 0) })),
  },
  {
    name: 'the penalty divided by another count',
    tier: 3,
    says: /another count/,
    backend: withProgram('double', (program) => ({ evaluate: (batch, lambda) => program.evaluate(batch, 2 * lambda) })),
  },
  {
    name: 'the penalty’s value a sum over layers',
    tier: 3,
    says: /sum over layers/,
    backend: withProgram('layer-sum', (program, { network }) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, penalty: e.penalty * Math.max(2, network.layers.length) };
      },
    })),
  },
  {
    name: 'smoothing silently ignored',
    tier: 3,
    says: /no smoothing/,
    backend: withCompile('no-smoothing', (n, p, o) => [
      { ...n, dreg: { penalty: n.dreg.penalty, reduction: n.dreg.reduction } },
      p,
      o,
    ]),
  },
  {
    name: 'the reduction silently ignored',
    tier: 3,
    says: /other reduction/,
    backend: withCompile('no-reduction', (n, p, o) => [{ ...n, dreg: { ...n.dreg, reduction: 'sum' } }, p, o]),
  },
  {
    name: 'accumulated taken for local',
    tier: 3,
    says: /"local"/,
    backend: withCompile('not-accumulated', (n, p, o) => [
      {
        ...n,
        dreg: {
          penalty: n.dreg.penalty === 'accumulated' ? 'local' : n.dreg.penalty,
          reduction: n.dreg.reduction,
          ...(n.dreg.smoothing && { smoothing: n.dreg.smoothing }),
        },
      },
      p,
      o,
    ]),
  },
  {
    name: 'no penalty on the last layer’s value',
    tier: 3,
    says: /the penalty of layer \d is reported wrong/,
    backend: withProgram('last-layer', (program) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, penaltyPerLayer: e.penaltyPerLayer.with(-1, 0) };
      },
    })),
  },

  {
    name: 'layer norms without the root',
    tier: 4,
    says: /without the root/,
    backend: withProgram('squares', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        return { ...n, layer: n.layer.map((v) => v * v) };
      },
    })),
  },
  {
    name: 'input norms for layer norms',
    tier: 4,
    says: /input norms in the place of layer norms/,
    backend: withProgram('mixed-up', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        return { layer: n.input, input: n.input };
      },
    })),
  },
  {
    name: 'norms averaged over the batch',
    tier: 4,
    says: /0\.100 % of the batch’s mean/,
    backend: withProgram('averaged', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        const mean = n.input.reduce((a, b) => a + b, 0) / n.input.length;
        return { ...n, input: n.input.map((v) => 0.999 * v + 0.001 * mean) };
      },
    })),
  },

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
    name: 'λ late by one step of a plan',
    tier: 6,
    says: /plan/,
    backend: factors('late-lambda', (plan) => ({
      ...plan.factors,
      lambda: plan.factors.lambda.map((_, s, all) => all[Math.max(0, s - 1)]!),
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
  { name: 'a stale cache after restore', tier: 6, says: /kept from then/, backend: staleForward() },
  { name: 'a snapshot that is not a copy', tier: 6, says: /overwritten/, backend: sharedSnapshot() },
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

  {
    name: 'two megabytes leaked with every data set',
    tier: 7,
    says: /grew/,
    backend: withProgram('leaky', (program) => ({
      load(rows) {
        leaked.push(new Float64Array(2 ** 18).fill(1));
        return program.load(rows);
      },
    })),
  },
  {
    name: 'a handle leaked with every step',
    tier: 7,
    says: /handles/,
    handles: () => handles,
    backend: withProgram('handles', (program) => ({
      trainSteps(data, plan) {
        handles++;
        return program.trainSteps(data, plan);
      },
    })),
  },
  { name: 'programs that share their state', tier: 7, says: /at once|program \d/, backend: sharedPrograms() },

  {
    name: 'NaN taken for zero',
    tier: 8,
    says: /accepted/,
    backend: withProgram('swallow', (program) => ({ forward: (x) => program.forward(clean(x)) })),
  },
  {
    name: 'a dispose that does nothing',
    tier: 8,
    says: /DISPOSED/,
    backend: withProgram('undying', () => ({ [Symbol.asyncDispose]: async () => {} })),
  },
  {
    name: 'errors without a code',
    tier: 8,
    says: /ChainzRuleError/,
    backend: withProgram('plain-errors', (program) => ({
      async forward(x) {
        try {
          return await program.forward(x);
        } catch {
          throw new Error('no');
        }
      },
    })),
  },
  {
    name: 'overflow clamped',
    tier: 8,
    says: /beyond the format/,
    backend: withProgram('clamped', (program) => ({
      async forward(x) {
        const y = await program.forward(x);
        return { ...y, data: Float64Array.from(y.data, (v) => (Number.isFinite(v) ? v : 1e30)) };
      },
    })),
  },
];

function scaledGradients(name: string, factor: (rows: number) => number): BackendV1 {
  return withProgram(name, (program) => ({
    async evaluate(batch, lambda) {
      const e = await program.evaluate(batch, lambda);
      return { ...e, gradients: mapTensors(e.gradients, (_n, d) => d.map((v) => v * factor(batch.x.rows))) };
    },
  }));
}

function factors(name: string, change: (plan: StepPlanV1) => StepPlanV1['factors']): BackendV1 {
  return withProgram(name, (program) => ({
    trainSteps: (data, plan) => program.trainSteps(data, { ...plan, factors: change(plan) }),
  }));
}

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

/** Keeps the logits of rows it has seen, whatever is restored. */
function staleForward(): BackendV1 {
  return withProgram('stale', (program) => {
    let kept: { readonly x: Matrix; readonly logits: Matrix } | undefined;
    return {
      async forward(x) {
        if (kept?.x !== x) kept = { x, logits: await program.forward(x) };
        return kept.logits;
      },
    };
  });
}

function sharedSnapshot(): BackendV1 {
  return withProgram('shared', (program) => {
    let last: TrainingStateV1 | undefined;
    return {
      async forward(x) {
        if (last !== undefined) await program.restore(last);
        return program.forward(x);
      },
      async snapshot() {
        last = await program.snapshot();
        return last;
      },
      async trainSteps(data, plan) {
        last = undefined;
        return program.trainSteps(data, plan);
      },
      async restore(state) {
        last = undefined;
        return program.restore(state);
      },
    };
  });
}

/** Programs of one shape share their state while others are alive. */
function sharedPrograms(): BackendV1 {
  const alive = new Set<object>();
  const last = new Map<string, TrainingStateV1>();
  return withProgram('siblings', (program) => {
    const self = {};
    alive.add(self);
    return {
      async trainSteps(data, plan) {
        const before = await program.snapshot();
        const known = last.get(JSON.stringify(shapes(before)));
        if (alive.size > 2 && known !== undefined) await program.restore({ ...known, step: before.step });
        const records = await program.trainSteps(data, plan);
        const own = await program.snapshot();
        last.set(JSON.stringify(shapes(own)), own);
        return records;
      },
      async [Symbol.asyncDispose]() {
        alive.delete(self);
        await program[Symbol.asyncDispose]();
      },
    };
  });
}

const shapes = (state: TrainingStateV1): unknown => Object.values(state.parameters).map(({ shape }) => shape);

const clean = (x: Matrix): Matrix => ({ ...x, data: Float64Array.from(x.data, (v) => (Number.isFinite(v) ? v : 0)) });
