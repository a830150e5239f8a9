import { Rng } from '@chainzrule/core';

/** The shapes that can be drawn. */
export const DATA_SETS = ['moons', 'circles', 'spirals', 'blobs'] as const;
export type DataSetName = (typeof DATA_SETS)[number];

/** Half the side of the square that is shown: points live in [−EXTENT, EXTENT]². */
export const EXTENT = 1.6;

/** Points of two classes: `x` [2 · n] pairs, `y` [n] 0 or 1. */
export interface PointSet {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What a data set is drawn from. `noise`: sd of the Gaussian on both coordinates; `labelNoise`: share of flipped labels. */
export interface DataSetOptions {
  readonly dataSet: DataSetName;
  readonly points: number;
  readonly noise: number;
  readonly labelNoise: number;
  readonly seed: number;
}

type Shape = (position: number, label: number) => readonly [number, number];

const SHAPES: Readonly<Record<DataSetName, Shape>> = {
  moons: (t, label) => {
    const angle = Math.PI * t;
    return label === 0
      ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25]
      : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle)];
  },
  circles: (t, label) => {
    const radius = label === 0 ? 1.15 : 0.5;
    return [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)];
  },
  spirals: (t, label) => {
    const angle = 3.2 * Math.PI * Math.sqrt(t) + label * Math.PI;
    const radius = 0.08 + 1.2 * Math.sqrt(t);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  blobs: (t, label) => {
    const upper = t < 0.5 ? 1 : -1;
    return label === 0 ? [0.65 * upper, 0.65 * upper] : [-0.65 * upper, 0.65 * upper];
  },
};

/** Smallest spread of a blob, which has no shape without any. */
const BLOB_SPREAD = 0.12;

/**
 * Seeded points of a data set, labels alternating. Every point keeps its own random numbers, so moving a noise slider moves
 * the points instead of drawing others; `part` draws an independent sample of the same distribution.
 */
export function samplePoints(options: DataSetOptions, part: 'train' | 'test'): PointSet {
  const { dataSet, points, labelNoise, seed } = options;
  const rng = Rng.fromSeed(seed).fork(dataSet).fork(part);
  const [place, jitter, flip] = [rng.fork('place'), rng.fork('jitter'), rng.fork('flip')];
  const spread = dataSet === 'blobs' ? Math.hypot(options.noise, BLOB_SPREAD) : options.noise;
  const shape = SHAPES[dataSet];
  const x = new Float64Array(2 * points);
  const y = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    const label = i % 2;
    const [u, v] = shape(place.uniform(), label);
    x[2 * i] = u + spread * jitter.normal();
    x[2 * i + 1] = v + spread * jitter.normal();
    y[i] = flip.uniform() < labelNoise ? 1 - label : label;
  }
  return { x, y };
}
