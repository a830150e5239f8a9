import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
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

function start(data: string, out: string, resume: boolean): ChildProcess {
  const args = [
    'science',
    '--quick',
    '--only',
    'tables',
    '--data',
    data,
    '--shared',
    join(data, 'none'),
    '--out',
    out,
    '--workers',
    '2',
  ];
  return spawn(process.execPath, [COMMAND, ...args, ...(resume ? ['--resume'] : [])], { stdio: 'ignore' });
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on('close', resolve));

async function lineCount(path: string): Promise<number> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n').length;
}

describe.skipIf(!built)('killing a run', () => {
  it(`${KILLS} times and resuming it gives the records of an undisturbed run`, { timeout: 600_000 }, async () => {
    const data = await dataFolder();
    const [calm, disturbed] = [join(data, 'calm'), join(data, 'disturbed')];
    expect(await ended(start(data, calm, false))).toBe(0);
    const path = join(disturbed, 'science.jsonl');
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start(data, disturbed, kill > 0);
      const closed = ended(child);
      const target = (await lineCount(path)) + 2;
      while ((await lineCount(path)) < target && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      child.kill('SIGKILL');
      await closed;
    }
    expect(await ended(start(data, disturbed, true))).toBe(0);
    const compared = async (folder: string): Promise<string[]> =>
      resultsOf((await readRecords(join(folder, 'science.jsonl'))).records).map(comparedPart);
    const wanted = await compared(calm);
    expect(wanted.length).toBeGreaterThanOrEqual(16);
    expect(await compared(disturbed)).toEqual(wanted);
  });

  it('refuses to mix a new run into old records without being told to resume', { timeout: 120_000 }, async () => {
    const data = await dataFolder();
    const out = join(data, 'out');
    const first = start(data, out, false);
    while ((await lineCount(join(out, 'science.jsonl'))) < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGKILL');
    await ended(first);
    expect(await ended(start(data, out, false))).toBe(1);
  });
});
