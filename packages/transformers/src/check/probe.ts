import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';

/** Short, long and with rare words, so that padding, positions and word pieces all take part. */
const PROBE_TEXTS: readonly string[] = [
  'good',
  'The quick brown fox jumps over the lazy dog, then 42 zebras answer: not bad at all!',
  'An unforgettable, quintessentially idiosyncratic film.',
];

/** The encoder's vectors of {@link PROBE_TEXTS}, one after another. */
export async function probe(encoder: SentenceEncoder): Promise<Float32Array> {
  return (await encoder.encode(PROBE_TEXTS)).vectors;
}

/** ‖a − b‖ / ‖b‖; infinite where lengths differ or anything is not finite. */
export function deviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [difference, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  const ratio = difference === 0 ? 0 : Math.sqrt(difference / size);
  return Number.isFinite(ratio) ? ratio : Number.POSITIVE_INFINITY;
}

/** Between devices and versions, float32 networks differ by about 1e-5; float16 and quantised weights by about 1 %. */
export function allowedDeviation({ identity }: SentenceEncoder): number {
  return identity.kind === 'static' || identity['dtype'] === 'fp32' ? 1e-3 : 5e-2;
}
