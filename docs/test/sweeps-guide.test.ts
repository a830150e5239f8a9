import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Queue } from 'bullmq';
import { Job } from 'kubernetes-models/batch/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configurationsOf } from '../../packages/cli/src/sweep/expand-sweep.ts';
import { parseSweep } from '../../packages/cli/src/sweep/sweep-document.ts';
import { freePort, RedisServer, redisIsThere } from '../../packages/jobs/test/support/redis.ts';
import { blocksOf, root } from './support/blocks.ts';

const page = 'docs/guide/sweeps.md';
const [grid, random] = blocksOf(page, ['json']).map(({ code }) => JSON.parse(code));

describe('the guide to sweeps', () => {
  it('shows documents that the command takes', () => {
    expect(configurationsOf(parseSweep(grid))).toHaveLength(8);
    expect(configurationsOf(parseSweep({ ...grid, search: random }))).toHaveLength(200);
    const halving = JSON.parse(`{${/`("halving": .*?})`/.exec(readFileSync(join(root, page), 'utf8'))![1]}}`);
    expect(parseSweep({ ...grid, ...halving }).halving?.epochs).toEqual([10, 40, 160]);
  });

  it('shows a manifest that Kubernetes takes', () => {
    const manifest = parse(blocksOf(page, ['yaml'])[0]!.code);
    expect(() => new Job(manifest).validate()).not.toThrow();
    expect(() => new Job({ ...manifest, spec: { parallelism: 'many' } }).validate()).toThrow();
  });

  it.skipIf(!redisIsThere())('shows a dashboard that shows the queue', async () => {
    await using redis = await RedisServer.start();
    const port = await freePort();
    const [board] = blocksOf(page, ['js']);
    const code = board!.code
      .replace("host: 'queue.example', port: 6379", `host: '127.0.0.1', port: ${redis.port}`)
      .replace('listen(3000', `listen(${port}`);
    const file = join(mkdtempSync(join(root, 'docs/test/.board-')), 'board.mjs');
    writeFileSync(file, code);
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const queue = new Queue('chainzrule-jobs', { connection: { host: '127.0.0.1', port: redis.port } });
      await queue.add('job', { version: '1', payload: 1, data: null });
      await queue.close();
      const ask = async (): Promise<unknown> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/queues`).catch(() => undefined);
        return answer?.ok ? await answer.json() : undefined;
      };
      const expected = { queues: [{ name: 'chainzrule-jobs', readOnlyMode: true, counts: { waiting: 1 } }] };
      await expect.poll(ask, { timeout: 30_000, interval: 200 }).toMatchObject(expected);
    } finally {
      child.kill('SIGKILL');
      rmSync(dirname(file), { recursive: true });
    }
  });

  it('shows what was measured', () => {
    const cost = JSON.parse(readFileSync(join(root, 'packages/jobs/records/queue-cost.json'), 'utf8'));
    const { median, lowest, highest } = cost.queueOverLocalAt50Milliseconds;
    const whole = (value: number): string => value.toLocaleString('en');
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
    const { redis, driver } = cost.processorMicrosecondsPerJob;
    const hours = (each: number): string => `${(each / 3600).toFixed(2)} hours`;
    const fits = (seconds: number): string =>
      Number(((1e6 * seconds) / Math.max(redis, driver)).toPrecision(2)).toLocaleString('en');
    const rows = [
      '| per job | measured | at a million jobs |',
      '| --- | ---: | ---: |',
      `| commands in Redis | ${cost.redisCommandsPerJob} | ${(cost.redisCommandsPerJob).toFixed(0)} million in all |`,
      `| processor time of Redis | ${whole(redis)} µs | ${hours(redis)} |`,
      `| processor time of the driver | ${whole(driver)} µs | ${hours(driver)} |`,
      `| bytes in Redis, while it stands in the queue (at most 1,000 do) | ${whole(cost.redisBytesPerStandingJob)} | ${megabytes(1000 * cost.redisBytesPerStandingJob)} |`,
      `| bytes in the driver | ${cost.driverBytesPerJob} | ${megabytes(1e6 * cost.driverBytesPerJob)} |`,
      `| time of a 50 ms job, over the local pool | ${median}× (${lowest}–${highest}) | the same |`,
      '',
      `Redis and the driver compute on one core each, so jobs of t seconds keep up to about min(t / ${whole(Math.max(redis, driver))} µs, 1,000) workers of one driver busy: ${fits(0.05)} at 50 ms a job,`,
      `${fits(1)} at a second, 1,000 at anything longer. More workers would wait; a second driver is a second document.`,
      '',
      `Measured by \`${cost.command}\` (BullMQ ${cost.versions.bullmq}, Redis ${cost.versions.redis}).`,
    ];
    const text = readFileSync(join(root, page), 'utf8');
    const block = `<!-- generated:queue-cost -->\n${rows.join('\n')}\n<!-- /generated:queue-cost -->`;
    const updated = text.replace(/<!-- generated:queue-cost -->[\s\S]*<!-- \/generated:queue-cost -->/, block);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(root, page), updated);
    else expect(text, 'run with UPDATE_DOCS=1').toBe(updated);
  });
});
