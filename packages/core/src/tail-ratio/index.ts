export type { Histogram } from './histogram.ts';
export { quantile } from './quantile.ts';
export { type TailRatio, type TailRatioOptions, tailRatio } from './tail-ratio.ts';
