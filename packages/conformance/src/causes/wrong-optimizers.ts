import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { Step } from '../tiers/one-step.ts';

/** A wrong optimiser, as a way to compute the state after a step from the exact gradient. */
export interface Wrong {
  readonly cause: string;
  /** New first moment (velocity), second moment and parameter of one element. */
  next(g: number, m0: number, v0: number, theta: number, about: About): readonly [m: number, v: number, theta: number];
}

interface About {
  readonly decayed: boolean;
  readonly t: number;
  readonly step: Step;
  readonly given: ConformanceCase;
  /** Of the gradient before clipping. */
  readonly norm: number;
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

export const rightOptimizer = (_given: ConformanceCase): Wrong => optimizer('the definition', {});

export function wrongOptimizers({ optimizer: spec }: ConformanceCase): Wrong[] {
  const clip = spec.gradientClip ?? Number.POSITIVE_INFINITY;
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
    optimizer('a gradient that is not clipped', { gradient: (g, { norm }) => g * Math.max(1, norm / clip) }),
    optimizer('half the learning rate', { learningRate: ({ step }) => step.factors.learningRate / 2 }),
    optimizer('a learning rate of 0', { learningRate: () => 0 }),
    optimizer('Nesterov’s momentum', { nesterov: true }),
    optimizer('dampened momentum', { dampened: true }),
  ];
}
