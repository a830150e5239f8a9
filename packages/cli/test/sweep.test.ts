import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, redisIsThere } from '../../jobs/test/support/redis.ts';
import { configurationsOf, jobsOf } from '../src/sweep/expand-sweep.ts';
import { parseSweep } from '../src/sweep/sweep-document.ts';
import { newFolder, run, smallTable } from './support/command.ts';

const table = smallTable(40);
const sha256 = createHash('sha256').update(table).digest('hex');
const document = {
  format: 'chainzrule/sweep@1',
  data: { file: 'table.csv', sha256, target: 'kind' },
  protocol: { folds: 2 },
  seeds: [1, 2],
  settings: { layers: [3], epochs: 2 },
  search: { grid: { lambda: [0, 0.1, 'linear:0.1..0'], activation: ['cubic', 'relu'] } },
};

function write(changes: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'chainzrule-sweep-'));
  writeFileSync(join(folder, 'table.csv'), table);
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify({ ...document, ...changes }));
  return join(folder, 'sweep.json');
}

const records = (folder: string) =>
  readFileSync(join(folder, 'records.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a sweep as a document', () => {
  it('is expanded into jobs, each a configuration, a seed and a fold, with ids of their own', () => {
    const sweep = parseSweep(document);
    const jobs = jobsOf(sweep, configurationsOf(sweep), { inner: false });
    expect(jobs).toHaveLength(6 * 2 * 2);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
  });

  it('draws a random search from its seed, within its ranges', () => {
    const fields = { lambda: { logUniform: { from: 1e-3, to: 1 } }, activation: { choice: ['cubic', 'tanh'] } };
    const draw = (seed: number) =>
      configurationsOf(parseSweep({ ...document, search: { random: { count: 50, seed, fields } } }));
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
    for (const { lambda } of draw(4)) expect(lambda).toBeGreaterThanOrEqual(1e-3);
  });

  it.each([
    ['an unknown setting', { settings: { lamda: 1 } }, /lamda/],
    ['an impossible value', { search: { grid: { activation: ['swish'] } } }, /activation/],
    ['a setting said twice', { settings: { lambda: 1 } }, /lambda stands in both/],
    ['no seeds', { seeds: [] }, /seeds/],
    ['another format', { format: 'chainzrule/sweep@2' }, /sweep@1/],
    ['another table', { data: { ...document.data, sha256: '0'.repeat(64) } }, /SHA-256/],
    [
      'a range upside down',
      { search: { random: { count: 1, seed: 1, fields: { lambda: { uniform: { from: 1, to: 0 } } } } } },
      /ascending/,
    ],
  ])('%s is one clear line', async (_what, changes, text) => {
    const { code, stderr } = await run('sweep', write(changes), '--out', newFolder());
    expect(code).toBe(1);
    expect(stderr).toMatch(text);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('chainzrule sweep', () => {
  it('writes one record per training and ranks the configurations', async () => {
    const out = newFolder();
    const { code, stdout } = await run('sweep', write(), '--out', out, '--workers', '1');
    expect(code).toBe(0);
    expect(stdout).toContain('24 trainings, 0 failed');
    const all = records(out);
    expect(all).toHaveLength(24);
    for (const { result } of all) expect(result.scores.accuracy).toBeGreaterThanOrEqual(0);
  });

  it('tells programs the ranking, and what was done by whom', async () => {
    const { stdout } = await run('sweep', write(), '--out', newFolder(), '--workers', '1', '--json');
    const { ranking, ...facts } = JSON.parse(stdout);
    expect(facts).toMatchObject({ trainings: 24, failed: 0, refused: 0, metric: 'accuracy', workers: { local: 24 } });
    expect(facts.perSecond).toBeGreaterThan(0);
    expect(ranking).toHaveLength(6);
  });

  it('says the best configuration so far, with what is behind it', async () => {
    const { stdout, stderr } = await run('sweep', write(), '--out', newFolder(), '--workers', '1');
    const [, first] = /^ *1 +(.+?) +(?=0\.\d{4} ±)/m.exec(stdout)!;
    expect(stderr).toMatch(/24\/24 .* best accuracy 0\.\d{4} of 4: /);
    expect(stderr).toContain(`of 4: ${first}`);
  });

  it('does not do again what is there, and gives the same bytes', async () => {
    const [sweep, first, second] = [write(), newFolder(), newFolder()];
    await run('sweep', sweep, '--out', first, '--workers', '1');
    await run('sweep', sweep, '--out', second, '--workers', '2');
    const bytes = readFileSync(join(first, 'records.jsonl'));
    expect(readFileSync(join(second, 'records.jsonl'))).toEqual(bytes);
    const journal = join(first, 'journal-1.jsonl');
    const before = readFileSync(journal, 'utf8');
    await run('sweep', sweep, '--out', first, '--workers', '1');
    expect(readFileSync(journal, 'utf8')).toBe(before);
  });

  it('halves by rows set aside from the training rows, and only the last rung sees the test rows', async () => {
    const out = newFolder();
    const halving = { epochs: [1, 3], keep: 0.5, metric: 'logLoss' };
    const { code } = await run('sweep', write({ halving }), '--out', out, '--workers', '1');
    expect(code).toBe(0);
    const all = records(out);
    const [early, last] = [all.filter(({ job }) => job.inner), all.filter(({ job }) => !job.inner)];
    expect([early.length, last.length]).toEqual([24, 12]);
    for (const { result } of early) expect(result.trainRows + result.testRows).toBe(20);
    for (const { result } of last) expect(result.trainRows + result.testRows).toBe(40);
  });
});

describe.skipIf(!redisIsThere())('chainzrule sweep over a real queue', () => {
  let redis: RedisServer;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await redis[Symbol.asyncDispose]();
  });

  it('gives 500 small trainings the same bytes on 1, 2 and 4 worker processes and on the local pool', async () => {
    const seeds = Array.from({ length: 42 }, (_, seed) => seed);
    const sweep = write({ seeds, settings: { layers: [2], epochs: 1 } });
    const local = newFolder();
    await run('sweep', sweep, '--out', local, '--workers', '2');
    expect(records(local)).toHaveLength(504);
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    for (const count of [1, 2, 4]) {
      while (workers.length < count)
        workers.push(spawn(process.execPath, [main, 'worker', '--queue', redis.url], { stdio: 'ignore' }));
      const out = newFolder();
      const { code, stderr } = await run('sweep', sweep, '--out', out, '--queue', redis.url);
      expect(code, stderr).toBe(0);
      expect(readFileSync(join(out, 'records.jsonl'))).toEqual(readFileSync(join(local, 'records.jsonl')));
    }
  }, 180_000);
});
