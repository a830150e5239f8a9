/** Something that is timed: it does `count` of what is measured. */
export interface Contestant extends AsyncDisposable {
  readonly name: string;
  run(count: number): Promise<void>;
}

/** Units of the first, unmeasured calls, and the most that a round has. */
const PROBE = 2;
const MOST = 2048;

/** How long and how often contestants are timed. */
export interface Timing {
  readonly rounds: number;
  /** A round of a contestant is made about this long, in ms. */
  readonly roundMs: number;
}

/**
 * Times contestants in turns, so that what the machine does meanwhile falls on all alike; the order turns with each round. Gives µs per unit,
 * one entry a round. A first, unmeasured call of each makes what is made once and sets how many units a round has.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, roundMs }: Timing,
): Promise<Record<string, number[]>> {
  const counts: number[] = [];
  for (const contestant of contestants) {
    await contestant.run(PROBE);
    const start = performance.now();
    await contestant.run(PROBE);
    const each = Math.max(performance.now() - start, 1e-3) / PROBE;
    counts.push(Math.min(MOST, Math.max(PROBE, Math.round(roundMs / each))));
    // Runtimes that compile by the number of units meet that number before the clock runs.
    await contestant.run(counts.at(-1)!);
  }
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const index = (place + round) % contestants.length;
      const start = performance.now();
      await contestants[index]!.run(counts[index]!);
      times[index]!.push(Number((((performance.now() - start) * 1000) / counts[index]!).toPrecision(5)));
    }
  }
  return Object.fromEntries(contestants.map(({ name }, index) => [name, times[index]!]));
}
