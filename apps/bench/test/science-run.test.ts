import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, redisIsThere } from '../../../packages/jobs/test/support/redis.ts';
import { comparedPart, readRecords, resultsOf } from '../src/records/record-file.ts';

/** The built command: worker threads need it. `npm test` builds before it tests. */
const COMMAND = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const built = existsSync(COMMAND);
if (!built && process.env['CI'] === 'true') throw new Error(`${COMMAND} is not built`);

const KILLS = 5;

/** A small table with a manifest: two classes that overlap. */
async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-data-'));
  const lines = Array.from({ length: 60 }, (_, row) => {
    const [a, b] = [Math.sin(row * 1.7), Math.cos(row * 2.3)];
    return `${a.toFixed(4)},${b.toFixed(4)},${a + 0.6 * Math.sin(row * 5.1) > 0 ? 'yes' : 'no'}`;
  });
  await writeFile(join(folder, 'waves.csv'), `a,b,kind\n${lines.join('\n')}\n`);
  const manifest = [{ name: 'waves', file: 'waves.csv', target: 'kind' }];
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

function bench(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Science's small part on that table, its records in `out`. */
function science(data: string, out: string, ...more: readonly string[]): ChildProcess {
  const own = ['--quick', '--only', 'tables', '--data', data, '--shared', join(data, 'none')];
  return bench('science', ...own, '--out', out, ...more);
}

/** Exit code and error output of a process. */
function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly stderr: string }> {
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

/** What is compared of the records of a folder. */
async function compared(folder: string): Promise<string[]> {
  return resultsOf((await readRecords(join(folder, 'science.jsonl'))).records).map(comparedPart);
}

async function lineCount(path: string): Promise<number> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n').length;
}

describe.skipIf(!built)('a science run', () => {
  let data: string;
  let undisturbed: string[];
  beforeAll(async () => {
    data = await dataFolder();
    const calm = join(data, 'calm');
    expect(await ended(science(data, calm, '--workers', '2'))).toMatchObject({ code: 0 });
    undisturbed = await compared(calm);
    expect(undisturbed.length).toBeGreaterThanOrEqual(16);
  }, 600_000);

  it(`killed ${KILLS} times and resumed gives the same records`, { timeout: 600_000 }, async () => {
    const disturbed = join(data, 'disturbed');
    const path = join(disturbed, 'science.jsonl');
    for (let kill = 0; kill < KILLS; kill++) {
      const child = science(data, disturbed, '--workers', '2', ...(kill > 0 ? ['--resume'] : []));
      const closed = ended(child);
      const target = (await lineCount(path)) + 2;
      while ((await lineCount(path)) < target && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      child.kill('SIGKILL');
      await closed;
    }
    // Without being told to resume, a new run is not mixed into old records.
    expect(await ended(science(data, disturbed))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--resume'),
    });
    expect(await ended(science(data, disturbed, '--workers', '2', '--resume'))).toMatchObject({ code: 0 });
    expect(await compared(disturbed)).toEqual(undisturbed);
  });

  it.skipIf(!redisIsThere())('over a real queue gives the same records', { timeout: 600_000 }, async () => {
    await using redis = await RedisServer.start();
    const queued = join(data, 'queued');
    const workers = [1, 2].map(() => bench('worker', '--queue', redis.url));
    const gone = Promise.all(workers.map(ended));
    expect(await ended(science(data, queued, '--queue', redis.url))).toMatchObject({ code: 0 });
    for (const worker of workers) worker.kill('SIGTERM');
    const done = (await gone).map(({ stderr }) => Number(/done (\d+), failed 0, refused 0/.exec(stderr)?.[1]));
    expect(await compared(queued)).toEqual(undisturbed);
    expect(done[0]! + done[1]!).toBe(undisturbed.length);
    expect(Math.min(...done)).toBeGreaterThan(0);
  });
});
