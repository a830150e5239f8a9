import { type Slope, slopeOf } from '../../../../../packages/core/test/support/slope.ts';
import type { SuiteSample } from './drive-suite.ts';

/** What a drive of the suite showed, the first quarter of its samples not counted: bytes a minute, and what is open at the end more than at first. */
export interface SuiteJudgement {
  readonly resident: Slope;
  readonly held: Slope;
  readonly workersHeld: Slope;
  readonly handlesGrown: number;
  /** What grew for certain: names of the figures whose interval lies above what is allowed. */
  readonly grows: readonly string[];
}

/** Growth that is allowed, in bytes a minute: 2 h of it are 15 MiB resident and 2 MiB held. */
const ALLOWED = { resident: 2 ** 17, held: 2 ** 14, workersHeld: 2 ** 14 } as const;
/** Bytes that settle at the start whatever is done, code compiled and areas of memory rounded up: most of a short drive's growth. */
const SETTLES = { resident: 16 * 2 ** 20, held: 2 ** 20, workersHeld: 2 ** 21 } as const;

/** Judges a drive of the suite; undefined while there are too few samples. */
export function judgeSuite(samples: readonly SuiteSample[]): SuiteJudgement | undefined {
  const counted = samples.slice(Math.floor(samples.length / 4));
  if (counted.length < 12) return undefined;
  const minutes = counted.map((sample) => sample.minutes);
  const slope = (name: keyof typeof ALLOWED): Slope =>
    slopeOf(
      minutes,
      counted.map((sample) => sample[name]),
    );
  const slopes = { resident: slope('resident'), held: slope('held'), workersHeld: slope('workersHeld') };
  const third = Math.floor(counted.length / 3);
  const fewest = (part: readonly SuiteSample[]): number => Math.min(...part.map((sample) => sample.handles));
  const handlesGrown = fewest(counted.slice(-third)) - fewest(counted.slice(0, third));
  const span = minutes.at(-1)! - minutes[0]!;
  const grows = (Object.keys(ALLOWED) as (keyof typeof ALLOWED)[]).filter(
    (name) => slopes[name].slope - slopes[name].margin > ALLOWED[name] + SETTLES[name] / span,
  );
  return { ...slopes, handlesGrown, grows: handlesGrown > 0 ? [...grows, 'handles'] : grows };
}
