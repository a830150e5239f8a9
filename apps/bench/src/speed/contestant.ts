/** Something that is timed: it does `count` of what is measured. */
export interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Says what it took where another process does it. */
  run(count: number): Promise<Taken> | Promise<void>;
}

/** µs. */
export interface Taken {
  readonly clock: number;
  readonly processor: number;
}

/** Units of the first, unmeasured call, and the most that a round has. */
const FIRST = 2;
const MOST = 2048;

/** How long and how often contestants are timed. */
export interface Timing {
  readonly rounds: number;
  /** A round of a contestant is made about this long, in ms. */
  readonly roundMs: number;
  /** Each contestant runs unmeasured about this long before, in turns: engines go on compiling what runs often for a second and more. */
  readonly warmUpMs: number;
}

/** µs per unit by contestant, one entry a round. */
export interface Durations {
  readonly clock: Record<string, number[]>;
  /** Time that processors worked for this process: what others do on the machine does not count, nor does waiting. */
  readonly processor: Record<string, number[]>;
}

/**
 * Times contestants in turns, so that what the machine does meanwhile falls on all alike; the order turns with each round. First,
 * unmeasured calls of each make what is made once, set how many units a round has and warm up.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, roundMs, warmUpMs }: Timing,
): Promise<Durations> {
  const counts: number[] = [];
  for (const contestant of contestants) counts.push(await unitsOfRound(contestant, roundMs));
  const warmed = contestants.map(() => 0);
  while (warmed.some((clock) => clock < warmUpMs * 1000)) {
    for (const [index, contestant] of contestants.entries())
      if (warmed[index]! < warmUpMs * 1000) warmed[index]! += (await take(contestant, counts[index]!)).clock;
  }
  const durations: Durations = { clock: {}, processor: {} };
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const index = (place + round) % contestants.length;
      const [contestant, count] = [contestants[index]!, counts[index]!];
      const taken = await take(contestant, count);
      add(durations.clock, contestant.name, taken.clock / count);
      add(durations.processor, contestant.name, taken.processor / count);
    }
  }
  return durations;
}

/**
 * How many units make a round: doubled until they take half of it, so that what a call costs by itself weighs little. By time of the processor,
 * since on a busy machine a clock would make rounds too short.
 */
async function unitsOfRound(contestant: Contestant, roundMs: number): Promise<number> {
  for (let count = FIRST; ; count *= 2) {
    // Runtimes that compile by the number of units meet that number before it is timed.
    await contestant.run(count);
    const { processor } = await take(contestant, count);
    if (processor >= 500 * roundMs || count >= MOST) return count;
  }
}

/** What `count` units take. */
async function take(contestant: Contestant, count: number): Promise<Taken> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const elsewhere = await contestant.run(count);
  const { user, system } = process.cpuUsage(used);
  return elsewhere ?? { clock: (performance.now() - start) * 1000, processor: user + system };
}

function add(lists: Record<string, number[]>, name: string, value: number): void {
  lists[name] ??= [];
  lists[name].push(Number(value.toPrecision(5)));
}
