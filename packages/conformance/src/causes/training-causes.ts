import { isDecayed, type Parameters, type TrainingStateV1 } from '@chainzrule/core';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import type { Step, StepTaken } from '../tiers/one-step.ts';

/** A wrong optimiser, as a way to compute the state after a step from the exact gradient. */
interface Wrong {
  readonly cause: string;
  /** New first moment (velocity), second moment and parameter of one element. */
  next(g: number, m0: number, v0: number, theta: number, about: About): readonly [m: number, v: number, theta: number];
}

interface About {
  readonly decayed: boolean;
  readonly t: number;
  readonly step: Step;
  readonly given: ConformanceCase;
}

/** The likeliest cause of a wrong step: the wrong optimiser whose state is nearest to what was found, if any is near. */
export function trainingCause(
  given: ConformanceCase,
  step: Step,
  { after, records }: StepTaken,
  judged: Sensitivity,
): string {
  const variant = judged.variants[0]!;
  const names = Object.keys(given.parameters);
  const objectiveWrong = (['loss', 'task', 'penalty', 'gradientNorm'] as const).findIndex(
    (name, index) => !(Math.abs(records[name][0]! - variant[index]!.expected[0]!) <= variant[index]!.tolerance[0]!),
  );
  if (objectiveWrong >= 0) return otherObjective(objectiveWrong);
  const gradients = new Map(names.map((name, index) => [name, variant[4 + index]!.expected]));
  const candidates = wrongOptimizers(given).map((wrong) => ({
    cause: wrong.cause,
    distance: distanceTo(after, predicted(wrong, given, step, gradients)),
  }));
  const right = distanceTo(after, predicted(rightOptimizer(given), given, step, gradients));
  const best = candidates.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance < 0.05 * right
    ? `matches ${best.cause}`
    : 'no known mistake of an optimiser gives these numbers';
}

function otherObjective(index: number): string {
  const what = ['loss', 'task loss', 'penalty', 'gradient norm'][index]!;
  return `the step records another ${what} than evaluate would give: other rows, another λ, or a norm after clipping`;
}

function predicted(wrong: Wrong, given: ConformanceCase, step: Step, gradients: ReadonlyMap<string, Float64Array>) {
  const { before } = step;
  const next = (name: string, part: 0 | 1 | 2): Float64Array =>
    gradients.get(name)!.map((g, i) => {
      const m0 = before.moments.first[name]!.data[i]!;
      const v0 = before.moments.second?.[name]?.data[i] ?? 0;
      const about = { decayed: isDecayed(name), t: before.step + 1, step, given };
      return wrong.next(g, m0, v0, before.parameters[name]!.data[i]!, about)[part]!;
    });
  return (name: string) => [next(name, 0), next(name, 1), next(name, 2)] as const;
}

/** Σ over tensors of the relative distance of first moments, second moments and parameters. */
function distanceTo(
  after: TrainingStateV1,
  to: (name: string) => readonly [Float64Array, Float64Array, Float64Array],
): number {
  let sum = 0;
  for (const name of Object.keys(after.parameters)) {
    const [m, v, theta] = to(name);
    const parts: [Parameters | undefined, Float64Array][] = [
      [after.moments.first, m],
      [after.moments.second, v],
      [after.parameters, theta],
    ];
    for (const [tensors, wanted] of parts) {
      if (tensors === undefined) continue;
      const found = tensors[name]!.data;
      let [error, scale] = [0, 0];
      for (let i = 0; i < wanted.length; i++) {
        error += (found[i]! - wanted[i]!) ** 2;
        scale += wanted[i]! ** 2;
      }
      sum += Math.sqrt(error / (scale || 1));
    }
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}

interface Changes {
  readonly learningRate?: (about: About) => number;
  readonly decay?: (about: About) => number;
  readonly corrections?: (about: About) => readonly [number, number];
  readonly epsilonInside?: boolean;
  readonly noEpsilon?: boolean;
  readonly coupledDecay?: boolean;
  readonly ignoreMoments?: boolean;
  readonly gradient?: (g: number, about: About) => number;
  readonly nesterov?: boolean;
  readonly dampened?: boolean;
}

/** An optimiser with something changed. */
function optimizer(cause: string, changes: Changes): Wrong {
  return {
    cause,
    next(gradient, m0, v0, theta, about) {
      const { optimizer: spec } = about.given;
      const { factors } = about.step;
      const lr = changes.learningRate?.(about) ?? factors.learningRate;
      const rate = changes.decay?.(about) ?? (about.decayed ? spec.weightDecay : 0);
      const raw = changes.gradient?.(gradient, about) ?? gradient;
      const g = changes.coupledDecay ? raw + rate * theta : raw;
      const kept = changes.coupledDecay ? theta : theta - factors.learningRate * rate * theta;
      const [first, second] = changes.ignoreMoments ? [0, 0] : [m0, v0];
      if (spec.type === 'sgd') {
        const velocity = spec.momentum * first + (changes.dampened ? 1 - spec.momentum : 1) * g;
        return [velocity, 0, kept - lr * (changes.nesterov ? g + spec.momentum * velocity : velocity)];
      }
      const m = (1 - factors.oneMinusBeta1) * first + factors.oneMinusBeta1 * g;
      const v = (1 - factors.oneMinusBeta2) * second + factors.oneMinusBeta2 * g * g;
      const [c1, c2] = changes.corrections?.(about) ?? [factors.correction1, factors.correction2];
      const epsilon = changes.noEpsilon ? 0 : spec.epsilon;
      const root = changes.epsilonInside ? Math.sqrt(v / c2 + epsilon) : Math.sqrt(v / c2) + epsilon;
      return [m, v, kept - (lr * (m / c1)) / root];
    },
  };
}

const rightOptimizer = (_given: ConformanceCase): Wrong => optimizer('the definition', {});

function wrongOptimizers({ optimizer: spec }: ConformanceCase): Wrong[] {
  const betas = spec.type === 'adamw' ? [spec.beta1, spec.beta2] : [0, 0];
  const corrected = (t: number): readonly [number, number] => [1 - betas[0]! ** t, 1 - betas[1]! ** t];
  return [
    optimizer('weight decay left out', { decay: () => 0 }),
    optimizer('weight decay on biases and coefficients too', { decay: () => spec.weightDecay }),
    optimizer('weight decay mixed into the gradient', { coupledDecay: true }),
    optimizer('weight decay without the learning rate', {
      decay: ({ decayed, step }) => (decayed ? spec.weightDecay / step.factors.learningRate : 0),
    }),
    optimizer('moments without bias correction', { corrections: () => [1, 1] }),
    optimizer('a first moment without bias correction', { corrections: ({ t }) => [1, corrected(t)[1]] }),
    optimizer('a second moment without bias correction', { corrections: ({ t }) => [corrected(t)[0], 1] }),
    optimizer('bias corrections of the step before', { corrections: ({ t }) => corrected(Math.max(t - 1, 1)) }),
    optimizer('bias corrections of the next step', { corrections: ({ t }) => corrected(t + 1) }),
    optimizer('ε inside the square root', { epsilonInside: true }),
    optimizer('no ε', { noEpsilon: true }),
    optimizer('a state that was not restored: moments zero', { ignoreMoments: true }),
    optimizer('the gradient’s sign turned', { gradient: (g) => -g }),
    optimizer('a gradient of the sum instead of the mean', { gradient: (g, { step }) => g * step.rows.length }),
    optimizer('half the learning rate', { learningRate: ({ step }) => step.factors.learningRate / 2 }),
    optimizer('a learning rate of 0', { learningRate: () => 0 }),
    optimizer('Nesterov’s momentum', { nesterov: true }),
    optimizer('dampened momentum', { dampened: true }),
  ];
}
