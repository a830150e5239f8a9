import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRecord, Rng } from '@chainzrule/core';
import { decodeCheckpoint } from '@chainzrule/core/node';
import { describe, expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

/** The built command: what is killed is a process of its own. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const KILLS = process.env['RESUME_KILLS'] === undefined ? 5 : Number(process.env['RESUME_KILLS']);

const options = (table: string): string[] => [
  'train',
  table,
  ...['--target', 'kind', '--layers', '8', '--folds', '2', '--epochs', '60', '--seed', '7', '--baseline', 'relu'],
];

/** Runs the command; kills it after `delay` ms. Gives how it ended and how long it took. */
function runAndKill(
  args: readonly string[],
  delay?: number,
): Promise<{ code: number | null; took: number; stderr: string }> {
  const start = performance.now();
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, took: performance.now() - start, stderr });
    });
  });
}

/** What a run left, without its times. */
function resultOf(out: string): string {
  const { environment: _, ...record } = parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  return JSON.stringify(record) + readFileSync(join(out, 'model.safetensors')).toString('hex');
}

/** Epochs that the checkpoints in a folder stand after; every file must be whole. */
function epochsIn(folder: string): Map<string, number> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[^.].*\.safetensors$/.test(name)) : [];
  return new Map(names.map((name) => [name, decodeCheckpoint(readFileSync(join(folder, name))).epoch]));
}

describe('train --checkpoint', () => {
  it(`ends with the same bytes after ${KILLS} kills, and never loses a checkpoint`, async () => {
    expect(existsSync(command), 'build first: turbo run build').toBe(true);
    const table = fileOf(smallTable());
    const undisturbed = newFolder();
    const { code, took } = await runAndKill([...options(table), '--out', undisturbed]);
    expect(code).toBe(0);
    const expected = resultOf(undisturbed);
    const rng = Rng.fromSeed(11);
    let kills = 0;
    let runs = 0;
    while (kills < KILLS) {
      const [checkpoints, out] = [newFolder(), newFolder()];
      const args = [...options(table), '--out', out, '--checkpoint', checkpoints, '--every', '3', '--resume'];
      let before = new Map<string, number>();
      for (;;) {
        const ended = await runAndKill(args, kills < KILLS ? took * (0.25 + rng.uniform()) : undefined);
        const after = epochsIn(checkpoints);
        for (const [name, epoch] of before) expect(after.get(name), name).toBeGreaterThanOrEqual(epoch);
        before = after;
        if (ended.code === 0) break;
        expect(ended.code, ended.stderr).toBe(null);
        kills++;
      }
      runs++;
      expect(resultOf(out)).toBe(expected);
    }
    keepRecord('resume', { kills, runs });
    expect(runs).toBeGreaterThan(0);
  }, 1_200_000);

  it('says what is in the way', async () => {
    const table = fileOf(smallTable());
    const checkpoints = newFolder();
    const short = ['train', table, '--target', 'kind', '--layers', '2', '--epochs', '2', '--validation', '0.3'];
    expect(await run(...short, '--resume')).toMatchObject({ code: 2, stderr: expect.stringContaining('--checkpoint') });
    expect(await run(...short, '--checkpoint', checkpoints)).toMatchObject({ code: 0 });
    expect(await run(...short, '--checkpoint', checkpoints)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds checkpoints already; resume/),
    });
    expect(await run(...short, '--checkpoint', checkpoints, '--resume', '--seed', '2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/of another run: seed was 0, now it is 2/),
    });
    expect(await run(...short, '--checkpoint', checkpoints, '--resume')).toMatchObject({ code: 0 });
    expect(await run(...short, '--checkpoint', table)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error .*failed/m),
    });
  });
});
