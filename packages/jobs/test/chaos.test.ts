import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Rng } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { jobOf } from '../src/index.ts';
import { RedisServer, redisIsThere, start } from './support/redis.ts';

/** Kills in this run: a few in CI, 30 and more by hand. */
const KILLS = Number(process.env['CHAOS_KILLS'] ?? 8);
/** More than the workers can do while the killing lasts. */
const JOBS = 60 * KILLS;

describe.skipIf(!redisIsThere())('a run in which workers, the driver and Redis itself are killed', () => {
  it(`loses nothing and doubles nothing in ${KILLS} kills`, async () => {
    await using redis = await RedisServer.start();
    const rng = Rng.fromSeed(Number(process.env['CHAOS_SEED'] ?? 1));
    const journal = join(mkdtempSync(join(tmpdir(), 'chainzrule-chaos-')), 'journal.jsonl');
    const workers = [start('worker', redis.url, '1', '1', '1'), start('worker', redis.url, '1', '1', '1')];
    let output = '';
    let driver: ChildProcess;
    let ended: Promise<unknown>;
    const startDriver = (): void => {
      output = '';
      driver = start('driver', redis.url, journal, `${JOBS}`, '40');
      driver.stdout!.on('data', (chunk) => {
        output += chunk;
      });
      driver.stderr!.resume();
      ended = once(driver, 'exit');
    };
    startDriver();
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(300 + 500 * rng.uniform());
      const victim = kill % 3;
      if (victim === 0) {
        const index = Math.floor(rng.uniform() * workers.length);
        workers[index]!.kill('SIGKILL');
        workers[index] = start('worker', redis.url, '1', '1', '1');
      } else if (victim === 1) {
        driver!.kill('SIGKILL');
        await ended!;
        startDriver();
      } else {
        redis.kill();
        await pause(200);
        await redis.restart();
      }
    }
    expect(output, 'the run was still going on when the last kill came').toBe('');
    await ended!;
    for (const worker of workers) worker.kill('SIGKILL');
    const expected = Array.from({ length: JOBS }, (_, number) => {
      const job = jobOf({ number, wait: 40 });
      return { job, outcome: { id: job.id, result: { square: number ** 2 } } };
    });
    expect(JSON.parse(output)).toEqual(expected);
    keepRecord('chaos', { kills: KILLS, jobs: JOBS });
  }, 600_000);
});
