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

/** µs per unit by contestant, one entry a round. */
export interface Durations {
  readonly clock: Record<string, number[]>;
  /** Time that processors worked for this process: what others do on the machine does not count, nor does waiting. */
  readonly processor: Record<string, number[]>;
}

/**
 * Times contestants in turns, so that what the machine does meanwhile falls on all alike; the order turns with each round. A first,
 * unmeasured call of each makes what is made once and sets how many units a round has. `between` runs after every round.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, roundMs }: Timing,
  between: (durations: Durations) => void = () => undefined,
): Promise<Durations> {
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
  const durations: Durations = { clock: {}, processor: {} };
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const index = (place + round) % contestants.length;
      const [contestant, count] = [contestants[index]!, counts[index]!];
      const [start, used] = [performance.now(), process.cpuUsage()];
      await contestant.run(count);
      const { user, system } = process.cpuUsage(used);
      addDuration(durations, contestant.name, ((performance.now() - start) * 1000) / count, (user + system) / count);
    }
    between(durations);
  }
  return durations;
}

/** Adds a round of one contestant, µs per unit. */
export function addDuration({ clock, processor }: Durations, name: string, onClock: number, ofProcessor: number): void {
  for (const [lists, value] of [
    [clock, onClock],
    [processor, ofProcessor],
  ] as const) {
    lists[name] ??= [];
    lists[name].push(Number(value.toPrecision(5)));
  }
}
