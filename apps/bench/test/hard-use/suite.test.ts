import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@chainzrule/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepRecord } from '../../../../packages/core/test/support/reliability.ts';
import { planAgreement } from '../../src/agreement/plan-agreement.ts';
import { REPOSITORY } from '../../src/commands/run-options.ts';
import type { PlannedJob } from '../../src/jobs/planned-job.ts';
import { planScience } from '../../src/science/plan-science.ts';
import { type DriveOptions, driveSuite, type SuiteSample } from './support/drive-suite.ts';
import { judgeSuite } from './support/judge-suite.ts';

/** Minutes that the suite is driven: seconds here, two hours in the nightly script. */
const MINUTES = Number(process.env['SUITE_MINUTES'] ?? 0.3);
const THREADS = 2;
const SAMPLES = 120;

/** The built handlers: worker threads need them. */
const built = existsSync(fileURLToPath(new URL('../../dist/science-handler.js', import.meta.url)));
if (!built && process.env['CI'] === 'true') throw new Error('apps/bench is not built');

const module = (name: string): URL => new URL(`support/${name}.mjs`, import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-suite-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the judgement', () => {
  const job = (fold: number, leak: number): PlannedJob => {
    const names = { protocol: 'p', subject: 's', name: 'n' };
    return {
      job: { suite: 'science', experiment: 'e', ...names, seed: fold, at: { fold } },
      payload: { fold, leak },
    };
  };
  const drive = (
    leak: number,
    { jobs = 300, most = 18, interval = 0.15, minutes = 2 } = {},
  ): Promise<{ samples: SuiteSample[] }> =>
    driveSuite({
      plans: [
        {
          suite: 'science',
          jobs: Array.from({ length: jobs }, (_, fold) => job(fold, leak)),
          documents: [],
          absent: [],
        },
      ],
      module: module('leaking-handler'),
      threads: THREADS,
      minutes,
      most,
      interval,
      folder: join(folder, `leak-${leak}-jobs-${jobs}`),
      onSample: () => undefined,
    });

  it('tells jobs that keep what they should let go', async () => {
    expect(judgeSuite((await drive(20_000)).samples)?.grows).toEqual(expect.arrayContaining(['workersHeld']));
  });

  it('accepts jobs that keep nothing', async () => {
    expect(judgeSuite((await drive(0)).samples)?.grows).toEqual([]);
  });

  it('has its samples where a round of the plan is shorter than the time between them', async () => {
    const { samples } = await drive(0, { jobs: 2, most: 2, interval: 1, minutes: 0.5 });
    expect(samples).toHaveLength(2);
    expect(samples[0]!.passes).toBeGreaterThan(1);
  });

  it('tells a handle that is left open every few minutes', () => {
    const sample = { jobs: 0, passes: 1, resident: 1e8, held: 1e7, workersHeld: 1e7 };
    const samples = Array.from({ length: 120 }, (_, minutes) => ({
      ...sample,
      minutes,
      // Others come and go.
      handles: 20 + Math.floor(minutes / 20) + (minutes % 3),
    }));
    expect(judgeSuite(samples)).toMatchObject({ grows: ['handles'], resident: { slope: 0, margin: 0 } });
  });
});

it.skipIf(!built)(
  `the suite holds no more after ${MINUTES} minutes than after the first quarter of them`,
  { timeout: (MINUTES + 20) * 60_000 },
  async () => {
    const plans = await suitePlans();
    const { samples, failures } = await driveSuite({
      plans,
      module: module('suite-handler'),
      threads: THREADS,
      minutes: MINUTES,
      interval: (60 * MINUTES) / SAMPLES,
      folder: join(folder, 'suite'),
      // After every sample, so that what was seen is kept when the run is stopped.
      onSample: keep,
    });
    expect(failures).toEqual([]);
    // A short drive shows that all of it works; its numbers are those of a start.
    expect(samples.at(-1)!.jobs).toBeGreaterThan(0);
    if (MINUTES >= 10) expect(judgeSuite(samples)?.grows).toEqual([]);
  },
);

/** The small part of agreement and science that runs in Node, science's jobs mixed so that every minute's work is alike. */
async function suitePlans(): Promise<DriveOptions['plans']> {
  const shared = join(REPOSITORY, '../shared/data');
  const options = { folder: shared, quick: true, only: [] };
  const agreement = await planAgreement(options);
  const science = await planScience({
    ...options,
    backend: 'onnx-node',
    ...(existsSync(shared) ? {} : { dataFolder: await smallTable() }),
  });
  const order = Rng.fromSeed(1).permutation(science.jobs.length);
  return [
    { suite: 'science', ...science, jobs: [...order].map((index) => science.jobs[index]!) },
    // What a page holds is the browser's.
    { suite: 'agreement', ...agreement, jobs: agreement.jobs.filter(({ job }) => job.at['place'] === 'Node') },
  ];
}

/** A table with a manifest, where the public data sets are not at hand. */
async function smallTable(): Promise<string> {
  const rng = Rng.fromSeed(1);
  const lines = Array.from({ length: 120 }, () => {
    const [a, b] = [rng.normal(), rng.normal()];
    return `${a.toFixed(4)},${b.toFixed(4)},${a + rng.normal() > 0 ? 'yes' : 'no'}`;
  });
  await writeFile(join(folder, 'normal.csv'), `a,b,kind\n${lines.join('\n')}\n`);
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify([{ name: 'normal', file: 'normal.csv', target: 'kind' }]),
  );
  return folder;
}

function keep(samples: readonly SuiteSample[]): void {
  const judged = judgeSuite(samples);
  if (judged === undefined) return;
  const { minutes, jobs, passes } = samples.at(-1)!;
  keepRecord('suite', {
    minutes,
    threads: THREADS,
    jobs,
    rounds: passes,
    samples: samples.length,
    residentBytesPerMinute: judged.resident.slope,
    residentMargin: judged.resident.margin,
    heldBytesPerMinute: judged.held.slope,
    heldMargin: judged.held.margin,
    workersHeldBytesPerMinute: judged.workersHeld.slope,
    workersHeldMargin: judged.workersHeld.margin,
    handlesGrown: judged.handlesGrown,
  });
}
