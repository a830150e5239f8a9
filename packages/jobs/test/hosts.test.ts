import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { createLocalRunner, jobOf, runJobs } from '../src/index.ts';
import { Hosts, hostsAbsent } from './support/hosts.ts';
import { redisIsThere, scriptFile } from './support/redis.ts';

/** Enough that the host that was cut off comes back before the end. */
const JOBS = 260;
const WAIT_MS = 80;
const LEASE_SECONDS = 1;
/** Several leases. */
const OUTAGE_MS = 3000;
/** Jobs that the host must have done before it is cut off, and after it is back. */
const SHARE = 5;

const absent = redisIsThere() ? hostsAbsent() : 'no redis-server';
const folder = (): string => mkdtempSync(join(tmpdir(), 'chainzrule-hosts-'));

it.skipIf(absent !== undefined)(
  `goes on while one of two hosts is cut off, gives its job away and takes it back (${absent ?? 'network namespaces'})`,
  async () => {
    let outage = 0;
    const jobs = Array.from({ length: JOBS }, (_, number) => jobOf({ number, wait: WAIT_MS }));
    {
      using hosts = new Hosts(2);
      expect(ours()).toHaveLength(3);
      hosts.start(
        0,
        'redis-server',
        '--bind',
        '127.0.0.1',
        ...hosts.addresses,
        ...['--protected-mode', 'no', '--save', ''],
        '--dir',
        folder(),
      );
      const redis = (...args: readonly string[]): string => hosts.ask('redis-cli', ...args);
      await expect.poll(() => attempt(() => redis('ping')), { timeout: 10_000 }).toBe('PONG');
      const workers = hosts.addresses.map((address, index) =>
        hosts.start(
          index + 1,
          process.execPath,
          scriptFile('worker'),
          `redis://${address}:6379`,
          '1',
          '1',
          `${LEASE_SECONDS}`,
        ),
      );
      const name = (host: number): string => `:${workers[host - 1]!.pid}`;

      const journal = join(folder(), 'journal.jsonl');
      const driver = hosts.start(
        0,
        process.execPath,
        scriptFile('driver'),
        'redis://127.0.0.1:6379',
        journal,
        `${JOBS}`,
        `${WAIT_MS}`,
      );
      let output = '';
      let told = '';
      driver.stdout!.on('data', (chunk) => {
        output += chunk;
      });
      driver.stderr!.on('data', (chunk) => {
        told += chunk;
      });
      const ended = once(driver, 'exit');
      /** Ids by the host that did them, in the order in which they came. */
      const done = (host: number): string[] =>
        told.split('\n').flatMap((line) => (line.endsWith(name(host)) ? [line.split(' ')[0]!] : []));
      const until = (what: string, reached: () => boolean, timeout = 30_000): Promise<void> =>
        expect.poll(reached, { timeout, interval: 20, message: what }).toBe(true);

      await until('both hosts work', () => done(1).length >= SHARE && done(2).length >= SHARE);
      // The cable is pulled while the host holds a job; if it was between two jobs, once more.
      let held: string | undefined;
      let cut = 0;
      for (let tries = 0; held === undefined && tries < 10; tries++) {
        hosts.cut(1);
        cut = performance.now();
        await pause(150);
        const active = redis('lrange', 'bull:chainzrule-jobs:active', '0', '-1').split('\n').filter(Boolean);
        held = active.find((id) => redis('hget', `bull:chainzrule-jobs:${id}`, 'pb').endsWith(name(1)));
        if (held === undefined) hosts.heal(1);
      }
      expect(held, 'the host held a job when it was cut off').toBeDefined();
      await pause(300);
      const before = done(1).length;
      await until('the job of the host that was cut off is done by the other', () => done(2).includes(held!));
      expect(done(1), 'nothing comes from a host that is cut off').toHaveLength(before);
      await pause(Math.max(0, cut + OUTAGE_MS - performance.now()));
      expect(done(1)).toHaveLength(before);
      hosts.heal(1);
      outage = (performance.now() - cut) / 1000;
      await until('the host takes jobs again', () => done(1).length >= before + SHARE);
      expect(output, 'the sweep was still going on').toBe('');
      expect(await ended).toEqual([0, null]);

      const all = [...done(1), ...done(2)];
      expect(all, 'each job once').toHaveLength(JOBS);
      expect(new Set(all).size).toBe(JOBS);
      await using local = createLocalRunner({ module: new URL('./support/handler.mjs', import.meta.url), threads: 8 });
      const undisturbed = await runJobs({ jobs, runner: local, journal: join(folder(), 'journal.jsonl') });
      expect(output).toBe(JSON.stringify(undisturbed.outcomes));
    }
    expect(ours(), 'nothing is left behind').toEqual([]);
    keepRecord('hosts', {
      hosts: 2,
      jobs: JOBS,
      leaseSeconds: LEASE_SECONDS,
      outageSeconds: Number(outage.toFixed(1)),
    });
  },
  120_000,
);

/** The namespaces of this process. */
function ours(): string[] {
  const all = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
  return all.filter((name) => name.startsWith(`chainzrule-${process.pid}-`));
}

function attempt(ask: () => string): string {
  try {
    return ask();
  } catch {
    return 'not yet';
  }
}
