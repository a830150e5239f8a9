export { log } from './log.ts';
export { Rng } from './rng.ts';
export { parseRngState, type RngState, rngStateSchema } from './rng-state.ts';
export type { Words } from './seed-words.ts';
