import { expect, it } from 'vitest';
import { type BackendV1, ChainzRuleClassifier, Rng } from '../../src/index.ts';
import { quick } from '../estimators/rows.ts';
import { keepRecord } from './reliability.ts';

/** Registers the test: ten estimators fitted at once on one backend give the bytes of ten fitted one after another. */
export function itTrainsTenAtOnce(name: string, open: () => BackendV1 | Promise<BackendV1>): void {
  it(`${name}: ten estimators at once give the bytes of one after another`, async () => {
    const backend = await open();
    const rng = Rng.fromSeed(9);
    const jobs = Array.from({ length: 10 }, (_, job) => {
      const X = Array.from({ length: 30 + job }, () => [rng.normal(), rng.normal()]);
      const y = X.map(([a, b]) => (a! > b! ? 'a' : 'b'));
      // Every other one shares its network with others, so that what is compiled is shared too.
      return { X, y, settings: { ...quick, layers: [job % 2 === 0 ? 8 : 5 + job], seed: job, epochs: 10 } };
    });
    const fit = async ({ X, y, settings }: (typeof jobs)[number]): Promise<string> =>
      Buffer.from((await new ChainzRuleClassifier({ ...settings, backend }).fit(X, y)).save()).toString('hex');
    const together = await Promise.all(jobs.map(fit));
    const alone: string[] = [];
    for (const job of jobs) alone.push(await fit(job));
    expect(together).toEqual(alone);
    expect(new Set(together).size).toBe(10);
    keepRecord(`concurrency-${backend.name}`, { estimators: 10, sameBytes: 10 });
  }, 600_000);
}
