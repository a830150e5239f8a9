import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import type { OnWarning } from '../warning.ts';
import { allowedDeviation, deviation, probe } from './probe.ts';

/**
 * Compares an encoder's vectors of three probe texts with those it should give (of the CPU, or of the day a model was trained), and warns
 * where they deviate: graphics cards have been seen to compute an encoder wrongly without an error (transformers.js#1728).
 * Returns the relative deviation.
 */
export async function checkEncoder(
  encoder: SentenceEncoder,
  expected: ArrayLike<number>,
  origin: string,
  onWarning: OnWarning,
): Promise<number> {
  const found = deviation(await probe(encoder), expected);
  const allowed = allowedDeviation(encoder);
  if (found <= allowed) return found;
  const { source } = encoder.identity;
  onWarning({
    code: 'ENCODER_DEVIATES',
    message:
      `the encoder ${source} on ${encoder.device} gives vectors that deviate by ${percent(found)} from those ${origin} (allowed: ${percent(allowed)}). ` +
      'Every prediction rests on them: use another device or dtype, or another version of the runtime, until they agree',
    details: { source, device: encoder.device, deviation: found, allowed, origin },
  });
  return found;
}

function percent(ratio: number): string {
  return Number.isFinite(ratio) ? `${Number((100 * ratio).toPrecision(2))} %` : 'any measure';
}
