import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeModel, parseRecord, Rng } from '@chainzrule/core';
import { readOnnx } from '@chainzrule/onnx';
import { expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { fileOf, newFolder, smallTable } from './support/command.ts';

/** The built command: what is killed is a process of its own. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const KILLS = process.env['KILLS'] === undefined ? 12 : Number(process.env['KILLS']);

/** Runs `train` and kills it after `delay` ms; gives how long it ran. */
function trainAndKill(table: string, out: string, delay: number): Promise<number> {
  const start = performance.now();
  const args = [
    command,
    'train',
    table,
    '--target',
    'kind',
    '--layers',
    '16',
    '--folds',
    '2',
    '--epochs',
    '60',
    '--out',
    out,
  ];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), delay);
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(timer);
      resolve(performance.now() - start);
    });
  });
}

it('leaves no half-written file wherever it is killed', async () => {
  expect(existsSync(command), 'build first: turbo run build').toBe(true);
  const table = fileOf(smallTable());
  const duration = await trainAndKill(table, newFolder(), 60_000);
  const rng = Rng.fromSeed(50);
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const out = newFolder();
    // Half of the kills fall into the last tenth, where the files are written.
    const moment = kill % 2 === 0 ? rng.uniform() : 0.9 + 0.12 * rng.uniform();
    await trainAndKill(table, out, moment * duration);
    const files = existsSync(out) ? readdirSync(out).filter((name) => !name.endsWith('.tmp')) : [];
    if (files.length < 4) interrupted++;
    for (const name of files) {
      const bytes = readFileSync(join(out, name));
      if (name === 'record.json') parseRecord(JSON.parse(bytes.toString('utf8')));
      else if (name === 'model.safetensors') decodeModel(bytes);
      else if (name === 'model.onnx') readOnnx(bytes);
      else if (name === 'report.html') expect(bytes.toString('utf8').trimEnd().endsWith('</html>')).toBe(true);
      else expect.unreachable(`unexpected file ${name}`);
    }
  }
  keepRecord('kill', { kills: KILLS, interrupted });
  expect(interrupted).toBeGreaterThan(0);
}, 1_200_000);
