import type { Contestant } from './contestants.ts';

/** What one contestant took per step, in µs, one entry a round: on the clock, and of the processor. */
export interface StepTimes {
  readonly name: string;
  readonly wall: number[];
  /** Time the processor worked for this process: what others do on the machine does not count, waiting does not either. */
  readonly processor: number[];
}

/**
 * Times contestants in turns, so that what the machine does meanwhile falls on all alike; the order turns with each round, and a first call
 * of each warms up unmeasured. `between` runs after every round.
 */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
  steps: number,
  between: () => void = () => {},
): Promise<readonly StepTimes[]> {
  const times = contestants.map(({ name }): StepTimes => ({ name, wall: [], processor: [] }));
  for (const { train } of contestants) await train(steps);
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const index = (place + round) % contestants.length;
      const [start, used] = [performance.now(), process.cpuUsage()];
      await contestants[index]!.train(steps);
      const { user, system } = process.cpuUsage(used);
      times[index]!.wall.push(((performance.now() - start) * 1000) / steps);
      times[index]!.processor.push((user + system) / steps);
    }
    between();
  }
  return times;
}

/** Tenth, fiftieth and ninetieth percentile. */
export function spread(values: readonly number[]): readonly [low: number, median: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.1), at(0.5), at(0.9)];
}
