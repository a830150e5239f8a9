export { Rng } from './rng.ts';
export type { RngState } from './rng-state.ts';
