import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLocalRunner, createQueueRunner, type Job, type JobRunner, jobOf, runJobs } from '../src/index.ts';
import { freePort, RedisServer, redisIsThere, start } from './support/redis.ts';

const module = new URL('./support/handler.mjs', import.meta.url);
const newJournal = (): string => join(mkdtempSync(join(tmpdir(), 'chainzrule-jobs-')), 'journal.jsonl');
const squares = (count: number, offset = 0): Job[] =>
  Array.from({ length: count }, (_, number) => jobOf({ number: number + offset }));

describe.skipIf(!redisIsThere())('jobs over a real Redis', () => {
  let redis: RedisServer;
  const workers: ChildProcess[] = [];
  const addWorkers = (count: number, version = '1'): void => {
    for (let i = 0; i < count; i++) workers.push(start('worker', redis.url, version, '1', '2'));
  };
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it('gives the same outcomes with 1, 2 and 4 workers as on the local pool', async () => {
    const jobs = squares(500);
    await using local = createLocalRunner({ module, threads: 2 });
    const expected = JSON.stringify((await runJobs({ jobs, runner: local, journal: newJournal() })).outcomes);
    for (const count of [1, 2, 4]) {
      await using runner = await createQueueRunner({ url: redis.url, version: '1' });
      addWorkers(count);
      const { outcomes } = await runJobs({ jobs, runner, journal: newJournal() });
      expect(JSON.stringify(outcomes)).toBe(expected);
      for (const worker of workers.splice(0)) worker.kill('SIGKILL');
    }
  }, 120_000);

  it('costs jobs of 50 ms at most 15 % over the local pool', async () => {
    const jobs = (offset: number): Job[] =>
      Array.from({ length: 80 }, (_, number) => jobOf({ number: number + offset, wait: 50 }));
    await using local = createLocalRunner({ module, threads: 2 });
    await using queue = await createQueueRunner({ url: redis.url, version: '1' });
    addWorkers(2);
    const seconds = async (runner: JobRunner, offset: number): Promise<number> => {
      const start = performance.now();
      await runJobs({ jobs: jobs(offset), runner, journal: newJournal() });
      return (performance.now() - start) / 1000;
    };
    // Once each for starting up, then in turns.
    await seconds(local, 0);
    await seconds(queue, 0);
    const ratios: number[] = [];
    for (let round = 1; round <= 3; round++)
      ratios.push((await seconds(queue, round * 1000)) / (await seconds(local, round * 1000)));
    expect(Math.min(...ratios), `ratios ${ratios.join(', ')}`).toBeLessThanOrEqual(1.15);
    process.env['SHOW_RATIOS'] && process.stderr.write(`queue / local: ${ratios.join(', ')}\n`);
  }, 60_000);

  it('records a job that fails three times and goes on', async () => {
    await using runner = await createQueueRunner({ url: redis.url, version: '1' });
    addWorkers(1);
    const jobs = [jobOf({ fail: 'in the queue' }), ...squares(3, 1000)];
    const { outcomes, failed } = await runJobs({ jobs, runner, journal: newJournal() });
    expect(failed).toBe(1);
    expect(outcomes[0]!.outcome).toMatchObject({
      error: { code: 'JOB_FAILED', message: 'told to fail: in the queue' },
    });
  }, 60_000);

  it('sends bytes by their hash, in chunks', async () => {
    const bytes = new Uint8Array(1_300_000).fill(5);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await using runner = await createQueueRunner({ url: redis.url, version: '1', data: new Map([[sha256, bytes]]) });
    addWorkers(1);
    const { outcomes } = await runJobs({ jobs: [jobOf({ bytes: true }, sha256)], runner, journal: newJournal() });
    expect(outcomes[0]!.outcome).toMatchObject({ result: { bytes: 1_300_000, first: 5 } });
  }, 60_000);

  it('does not take bytes that are not those of the hash', async () => {
    const bytes = new Uint8Array(1000).fill(6);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const client = new Redis(redis.port);
    // Somebody was quicker: other bytes stand under that hash.
    await client.set(`chainzrule-jobs:data:${sha256}`, '1000');
    await client.set(`chainzrule-jobs:data:${sha256}:0`, Buffer.alloc(1000, 7));
    client.disconnect();
    await using runner = await createQueueRunner({ url: redis.url, version: '1', data: new Map([[sha256, bytes]]) });
    addWorkers(1);
    const jobs = [jobOf({ bytes: true }, sha256), ...squares(3, 5000)];
    const { outcomes, failed } = await runJobs({ jobs, runner, journal: newJournal() });
    expect(failed).toBe(1);
    expect(outcomes[0]!.outcome).toMatchObject({ error: { code: 'INVALID_DATA' } });
  }, 60_000);

  it('gives the job of a worker that died to another', async () => {
    await using runner = await createQueueRunner({ url: redis.url, version: '1' });
    addWorkers(1);
    const run = runJobs({ jobs: [jobOf({ number: 9, wait: 1500 })], runner, journal: newJournal() });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    workers.splice(0)[0]!.kill('SIGKILL');
    addWorkers(1);
    expect((await run).outcomes[0]!.outcome).toMatchObject({ result: { square: 81 } });
  }, 60_000);

  it('refuses a worker of another version; the job waits for one of its own', async () => {
    await using runner = await createQueueRunner({ url: redis.url, version: '1' });
    addWorkers(1, '2');
    const errors: string[] = [];
    workers[0]!.stderr!.on('data', (chunk) => errors.push(String(chunk)));
    const run = runJobs({ jobs: squares(2, 2000), runner, journal: newJournal() });
    const [code] = (await once(workers[0]!, 'exit')) as [number];
    expect(code).toBe(3);
    expect(errors.join('')).toContain('this worker is version 2, the driver’s jobs are of 1'.replace('’', "'"));
    addWorkers(1);
    expect((await run).failed).toBe(0);
  }, 60_000);

  it('refuses what is not a job, and completes the rest', async () => {
    const queue = new Queue('chainzrule-jobs', { connection: { host: '127.0.0.1', port: redis.port } });
    const hostile: readonly [string, unknown][] = [
      ['oversized', { version: '1', payload: 'x'.repeat(2 ** 20 + 1), data: null }],
      ['wrong schema', { version: '1', payload: { number: 1 }, data: null, extra: true }],
      ['a path as data', { version: '1', payload: { bytes: true }, data: '../../etc/passwd' }],
      ['a name from elsewhere', { version: '1', payload: { number: 1 }, data: null }],
      ['no object', 'drop table'],
      ['a prototype', JSON.parse('{"__proto__":{"polluted":true},"version":"1","payload":1,"data":null}')],
    ];
    for (const [jobId, data] of hostile) await queue.add('job', data, { jobId, attempts: 3 });
    await using runner = await createQueueRunner({ url: redis.url, version: '1' });
    addWorkers(1);
    const { failed } = await runJobs({ jobs: squares(5, 3000), runner, journal: newJournal() });
    expect(failed).toBe(0);
    for (const [jobId] of hostile) {
      const job = await queue.getJob(jobId);
      expect(await job!.getState(), jobId).toBe('failed');
      expect(JSON.parse(job!.failedReason)).toMatchObject({ code: 'INVALID_DATA' });
      await job!.remove();
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    await queue.close();
  }, 60_000);

  it('does not believe a result under the id of another job: the job is done again', async () => {
    const queue = new Queue('chainzrule-jobs', { connection: { host: '127.0.0.1', port: redis.port } });
    const [mine] = squares(1, 4000);
    // Somebody put other content under the id that mine will have, and it has "completed" already.
    const fake = await queue.add('job', { version: '1', payload: { number: 1 }, data: null }, { jobId: mine!.id });
    addWorkers(1);
    await expect.poll(() => fake.getState(), { timeout: 20_000 }).toBe('failed');
    await using runner = await createQueueRunner({ url: redis.url, version: '1' });
    const { outcomes, refused } = await runJobs({ jobs: [mine!], runner, journal: newJournal() });
    expect(outcomes[0]!.outcome).toMatchObject({ result: { square: 4000 ** 2 } });
    expect(refused).toBe(1);
    await queue.close();
  }, 60_000);

  it('says what is wrong with an address', async () => {
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    await expect(createQueueRunner({ url: nobody, version: '1' })).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED.*is Redis running there/),
    });
    const create = (url: string) => createQueueRunner({ url, version: '1' });
    await expect(create('http://127.0.0.1')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(create('nonsense')).rejects.toThrow('redis://HOST:PORT');
    await expect(create('redis://user:secret@127.0.0.1')).rejects.toThrow('CHAINZRULE_REDIS_PASSWORD');
  });
});
