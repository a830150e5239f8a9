import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RedisServer, redisIsThere } from '../../../packages/jobs/test/support/redis.ts';
import { comparedPart, readRecords, resultsOf } from '../src/records/record-file.ts';

/** The built command: workers and threads need it. `npm test` builds before it tests. */
const COMMAND = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const there = existsSync(COMMAND) && redisIsThere();

/** A small table with a manifest: two classes that overlap. */
async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-queue-'));
  const lines = Array.from({ length: 60 }, (_, row) => {
    const [a, b] = [Math.sin(row * 1.7), Math.cos(row * 2.3)];
    return `${a.toFixed(4)},${b.toFixed(4)},${a + 0.6 * Math.sin(row * 5.1) > 0 ? 'yes' : 'no'}`;
  });
  await writeFile(join(folder, 'waves.csv'), `a,b,kind\n${lines.join('\n')}\n`);
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify([{ name: 'waves', file: 'waves.csv', target: 'kind' }]),
  );
  return folder;
}

function bench(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Exit code and error output of a process. */
function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

const science = (data: string, out: string, ...more: readonly string[]): ChildProcess =>
  bench(
    ...['science', '--quick', '--only', 'tables', '--data', data, '--shared', join(data, 'none')],
    '--out',
    out,
    ...more,
  );

describe.skipIf(!there)('science over a real queue', () => {
  it('gives the records of the local pool, to the byte', { timeout: 300_000 }, async () => {
    await using redis = await RedisServer.start();
    const data = await dataFolder();
    const [here, there] = [join(data, 'here'), join(data, 'there')];
    const workers = [1, 2].map(() => bench('worker', '--queue', redis.url));
    const gone = Promise.all(workers.map(ended));
    expect(await ended(science(data, here, '--workers', '2'))).toMatchObject({ code: 0 });
    expect(await ended(science(data, there, '--queue', redis.url))).toMatchObject({ code: 0 });
    for (const worker of workers) worker.kill('SIGTERM');
    const done = (await gone).map(({ stderr }) => Number(/done (\d+), failed 0, refused 0/.exec(stderr)?.[1]));
    const compared = async (folder: string): Promise<string[]> =>
      resultsOf((await readRecords(join(folder, 'science.jsonl'))).records).map(comparedPart);
    const wanted = await compared(here);
    expect(wanted.length).toBeGreaterThanOrEqual(16);
    expect(await compared(there)).toEqual(wanted);
    expect(done[0]! + done[1]!).toBe(wanted.length);
    expect(Math.min(...done)).toBeGreaterThan(0);
  });
});
