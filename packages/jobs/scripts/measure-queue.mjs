// Measures what a job costs the queue, and writes records/queue-cost.json: operations, bytes and processor time a job, the driver's memory,
// and the time of 50 ms jobs against the local pool. Needs redis-server and a build of this package.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { createLocalRunner, createQueueRunner, jobOf, runJobs } from '../dist/index.js';

const PORT = 7391;
const COUNT = 2000;
const url = `redis://127.0.0.1:${PORT}`;
const module = new URL('../test/support/handler.mjs', import.meta.url);
const journal = () => join(mkdtempSync(join(tmpdir(), 'chainzrule-cost-')), 'journal.jsonl');

const server = spawn('redis-server', ['--port', `${PORT}`, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
const redis = new Redis(PORT, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
redis.on('error', () => undefined);
await redis.ping();

const payload = (number) => ({ number, filler: 'x'.repeat(600) });
const jobs = Array.from({ length: COUNT }, (_, number) => jobOf(payload(number)));
const runner = await createQueueRunner({ url, version: '1' });

// Bytes: the first window of jobs stands in the queue while no worker is there.
const before = await usedMemory();
const stop = new AbortController();
const filling = runJobs({ jobs, runner, journal: journal(), signal: stop.signal }).catch(() => undefined);
await pause(1500);
const standing = Number(
  (await redis.hgetall('bull:chainzrule-jobs:meta')) && (await redis.llen('bull:chainzrule-jobs:wait')),
);
const bytesPerJob = ((await usedMemory()) - before) / standing;
stop.abort();
await filling;
await redis.flushall();

const worker = spawn(
  process.execPath,
  [fileURLToPath(new URL('../test/support/worker.mjs', import.meta.url)), url, '1', '1', '30'],
  {
    stdio: 'ignore',
  },
);
await runJobs({ jobs: jobs.slice(0, 50), runner, journal: journal() });
const [commandsBefore, redisBefore, driverBefore] = [await commands(), await redisSeconds(), process.cpuUsage()];
await runJobs({ jobs, runner, journal: journal() });
const { user, system } = process.cpuUsage(driverBefore);
const microseconds = {
  redis: Math.round(((await redisSeconds()) - redisBefore) * (1e6 / COUNT)),
  driver: Math.round((user + system) / COUNT),
};
const commandsPerJob = ((await commands()) - commandsBefore) / COUNT;

global.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const many = Array.from({ length: 100_000 }, (_, number) => jobOf(payload(number)));
global.gc?.();
const driverBytesPerJob = (process.memoryUsage().heapUsed - heapBefore) / many.length;

const local = createLocalRunner({ module, threads: 1 });
const waits = (offset) => Array.from({ length: 60 }, (_, number) => jobOf({ number: number + offset, wait: 50 }));
const seconds = async (which, offset) => {
  const start = performance.now();
  await runJobs({ jobs: waits(offset), runner: which, journal: journal() });
  return (performance.now() - start) / 1000;
};
await seconds(local, 0);
await seconds(runner, 0);
const ratios = [];
for (let round = 1; round <= 5; round++)
  ratios.push((await seconds(runner, 100 * round)) / (await seconds(local, 100 * round)));
ratios.sort((a, b) => a - b);

const { version } = JSON.parse(readFileSync(new URL('../node_modules/bullmq/package.json', import.meta.url), 'utf8'));
const record = {
  what: 'cost of a job over the queue; payload of 700 characters; one driver, one worker process, loopback',
  command: 'node --expose-gc packages/jobs/scripts/measure-queue.mjs',
  versions: {
    node: process.version,
    bullmq: version,
    redis: /redis_version:(\S+)/.exec(await redis.info('server'))[1],
  },
  jobs: COUNT,
  redisCommandsPerJob: round(commandsPerJob),
  processorMicrosecondsPerJob: microseconds,
  redisBytesPerStandingJob: Math.round(bytesPerJob),
  driverBytesPerJob: Math.round(driverBytesPerJob),
  queueOverLocalAt50Milliseconds: { median: round(ratios[2]), lowest: round(ratios[0]), highest: round(ratios[4]) },
};
writeFileSync(new URL('../records/queue-cost.json', import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
console.log(record);
worker.kill();
await runner[Symbol.asyncDispose]();
await local[Symbol.asyncDispose]();
redis.disconnect();
server.kill();

function round(value) {
  return Math.round(value * 100) / 100;
}
async function usedMemory() {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
}
async function redisSeconds() {
  const cpu = await redis.info('cpu');
  return Number(/used_cpu_user:([\d.]+)/.exec(cpu)[1]) + Number(/used_cpu_sys:([\d.]+)/.exec(cpu)[1]);
}
async function commands() {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))[1]);
}
