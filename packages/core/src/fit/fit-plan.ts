import type { Schedule } from '../schedules/index.ts';
import { type ActivationSpec, type HeadSpec, type NetworkSpec, parseNetwork } from '../spec/network.ts';
import { DEFAULT_OPTIMIZER, type OptimizerSpec } from '../spec/optimizer.ts';
import { AUTO_STEPS, autoInputNoise, autoLambda, WARMUP_STEPS } from './auto-rules.ts';
import type { FitSettings } from './fit-settings.ts';

/** Settings with every `auto` resolved for a given table: what will really be trained. */
export interface FitPlan {
  readonly network: NetworkSpec;
  readonly optimizer: OptimizerSpec;
  readonly lambda: Schedule;
  readonly inputNoise: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: Schedule;
}

/** Resolves settings for `rows` training rows of `inputs` prepared columns. `lambda` must be resolved: `cv` is the search's business. */
export function fitPlan(settings: FitSettings, head: HeadSpec, inputs: number, rows: number): FitPlan {
  const network = networkOf(settings, head, inputs);
  const cubic = settings.activation === 'cubic';
  const batchSize = Math.min(settings.batchSize, rows);
  const epochs = settings.epochs === 'auto' ? Math.max(1, Math.ceil((AUTO_STEPS * batchSize) / rows)) : settings.epochs;
  const { lambda } = settings;
  const automatic = lambda === 'auto' || lambda === 'cv';
  const { gradientClip, weightDecay } = settings;
  return {
    network,
    optimizer: { ...DEFAULT_OPTIMIZER, weightDecay, gradientClip: gradientClip ?? undefined },
    lambda: network.dreg.penalty === 'none' ? 0 : automatic ? autoLambda(rows, cubic) : lambda,
    inputNoise: settings.inputNoise === 'auto' ? autoInputNoise(rows, cubic) : settings.inputNoise,
    epochs,
    batchSize,
    learningRate: warmCosine(settings.learningRate, Math.ceil((epochs * rows) / batchSize)),
  };
}

/** The network of the settings; a linear model has no penalty. */
function networkOf(settings: FitSettings, head: HeadSpec, inputs: number): NetworkSpec {
  const { layers, reduction, coefficients } = settings;
  const activation: ActivationSpec =
    settings.activation === 'cubic' ? { type: 'cubic', coefficients } : { type: settings.activation };
  const penalty = layers.length === 0 ? 'none' : settings.penalty;
  const smooth = settings.activation === 'cubic' && penalty === 'local' ? 0.3 : 0;
  const smoothing = settings.smoothing === 'auto' ? smooth : penalty === 'none' ? 0 : settings.smoothing;
  return parseNetwork({
    format: 'chainzrule/network@1',
    inputs,
    layers: layers.map((units) => ({ units, activation })),
    head,
    dreg: { penalty, reduction, ...(smoothing > 0 && { smoothing }) },
  });
}

/** A linear warm-up over the first steps, then half a cosine from the peak to 0. */
function warmCosine(peak: number, steps: number): Schedule {
  const warmup = Math.min(WARMUP_STEPS, Math.floor(steps / 2));
  return (progress, step) => {
    if (step < warmup) return (peak * (step + 1)) / (warmup + 1);
    return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}
