import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Contestant, interleave } from '../../src/speed/contestant.ts';
import { SMALL } from '../../src/speed/sizes.ts';
import { torchContestants } from '../../src/speed/torch.ts';

const TIMING = { rounds: 3, roundMs: 2, warmUpMs: 4 };

/** Works 1 ms a unit in this process, or says that another process did, in half the time. */
function working(name: string, calls: string[], elsewhere = false): Contestant {
  return {
    name,
    async run(count) {
      calls.push(name);
      const end = performance.now() + count;
      while (performance.now() < end);
      return elsewhere ? { clock: 500 * count, processor: 400 * count } : undefined;
    },
    async [Symbol.asyncDispose]() {},
  } as Contestant;
}

describe('contestants in turns', () => {
  it('are timed once a round each, µs per unit, by their own account where another process works', async () => {
    const calls: string[] = [];
    const { clock, processor } = await interleave([working('here', calls), working('there', calls, true)], TIMING);
    expect(clock['there']).toEqual([500, 500, 500]);
    expect(processor['there']).toEqual([400, 400, 400]);
    expect(clock['here']).toHaveLength(3);
    for (const time of clock['here']!) expect(time).toBeGreaterThanOrEqual(1000);
  });

  it('turn the order with each round', async () => {
    const calls: string[] = [];
    await interleave([working('a', calls), working('b', calls)], TIMING);
    expect(calls.slice(-6)).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  });
});

describe('PyTorch', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['there is no Python', '/nowhere/python3'],
    ['Python has no torch', '/bin/false'],
  ])('is left out where %s', async (_, python) => {
    vi.stubEnv('PYTHON', python);
    expect(await torchContestants(SMALL, 32)).toEqual([]);
  });
});
