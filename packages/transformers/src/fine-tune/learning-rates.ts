import type { FineTuneSettings } from './fine-tune-settings.ts';

/**
 * The learning rate of every depth at a step (from 0) of `steps`: embeddings, layers, pooler and network, [layers + 2].
 *
 * `rate · factor(step) · decay^(top − depth)`: the factor rises in a line over the warm-up to 1, then falls in a line to reach 0 after the
 * last step.
 */
export function learningRates(settings: FineTuneSettings, layers: number, step: number, steps: number): number[] {
  const warmup = Math.ceil(settings.warmup * steps);
  const factor = step < warmup ? (step + 1) / warmup : (steps - step) / Math.max(steps - warmup, 1);
  const top = layers + 1;
  return Array.from(
    { length: layers + 2 },
    (_, depth) => settings.learningRate * factor * settings.layerDecay ** (top - depth),
  );
}
