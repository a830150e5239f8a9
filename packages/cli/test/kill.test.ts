import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeModel, parseRecord, Rng } from '@chainzrule/core';
import { decodeCheckpoint } from '@chainzrule/core/node';
import { readOnnx } from '@chainzrule/onnx';
import { expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { fileOf, newFolder, smallTable } from './support/command.ts';
import { builtCommand, momentOf, runUntil } from './support/killed-run.ts';

/** Kills, spread over the run: few here, 100 in the nightly script. */
const KILLS = Number(process.env['KILLS'] ?? 10);
/** Names of the trainings that a run with two folds and two networks keeps checkpoints of, and of the files it leaves. */
const FINISHED = ['model.onnx', 'model.safetensors', 'record.json', 'report.html'];

const options = (table: string): string[] => [
  'train',
  table,
  ...['--target', 'kind', '--layers', '8', '--folds', '2', '--epochs', '60', '--seed', '7', '--baseline', 'relu'],
];

/** What a run left, without its times. */
function resultOf(out: string): string {
  const { environment: _, ...record } = parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  return JSON.stringify(record) + readFileSync(join(out, 'model.safetensors')).toString('hex');
}

/** Files in a folder but for locks and what an interrupted writing left. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !name.startsWith('.') && !name.startsWith('lock'));
}

/** Every finished file must be whole. */
function checkWhole(out: string): void {
  for (const name of filesIn(out)) {
    const bytes = readFileSync(join(out, name));
    if (name === 'record.json') parseRecord(JSON.parse(bytes.toString('utf8')));
    else if (name === 'model.safetensors') decodeModel(bytes);
    else if (name === 'model.onnx') readOnnx(bytes);
    else if (name === 'report.html') expect(bytes.toString('utf8').trimEnd().endsWith('</html>')).toBe(true);
    else expect.unreachable(`unexpected file ${name}`);
  }
}

/** Epochs that the checkpoints in a folder stand after; every file must be whole. */
function epochsIn(folder: string): Map<string, number> {
  const names = filesIn(folder).filter((name) => name.endsWith('.safetensors'));
  return new Map(names.map((name) => [name, decodeCheckpoint(readFileSync(join(folder, name))).epoch]));
}

it(`killed ${KILLS} times over the whole run, train loses no file and no checkpoint, and ends with the same bytes`, async () => {
  expect(existsSync(builtCommand), 'build first: turbo run build').toBe(true);
  const table = fileOf(smallTable());
  const undisturbed = newFolder();
  const { code, took, stderr } = await runUntil([...options(table), '--out', undisturbed]);
  expect(code, stderr).toBe(0);
  const expected = resultOf(undisturbed);
  const rng = Rng.fromSeed(11);
  const tally = { kills: 0, runs: 0, duringTraining: 0, amongTheFiles: 0, afterAllFiles: 0, missed: 0 };
  for (let kill = 0; tally.kills < KILLS; ) {
    const folders = { checkpoints: newFolder(), out: newFolder() };
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
    const args = [
      ...options(table),
      '--out',
      folders.out,
      '--checkpoint',
      folders.checkpoints,
      '--every',
      '3',
      '--resume',
    ];
    let before = new Map<string, number>();
    // At most three kills a run, so that the early parts of a run are hit as often as the late ones.
    for (let inRun = 0; ; ) {
      const more = tally.kills < KILLS && inRun < 3;
      const moment = more ? momentOf(kill++, rng, took, folders) : undefined;
      const ended = await runUntil(args, moment);
      checkWhole(folders.out);
      const after = epochsIn(folders.checkpoints);
      for (const [name, epoch] of before) expect(after.get(name), name).toBeGreaterThanOrEqual(epoch);
      before = after;
      if (ended.code === 0) {
        if (more) tally.missed++;
        break;
      }
      expect(ended.code, ended.stderr).toBe(null);
      tally.kills++;
      inRun++;
      const files = filesIn(folders.out).length;
      tally[files === 0 ? 'duringTraining' : files < FINISHED.length ? 'amongTheFiles' : 'afterAllFiles']++;
    }
    tally.runs++;
    expect(filesIn(folders.out).sort()).toEqual(FINISHED);
    expect(resultOf(folders.out)).toBe(expected);
  }
  keepRecord('kill', tally);
  expect(tally.duringTraining).toBeGreaterThan(0);
  expect(tally.amongTheFiles).toBeGreaterThan(0);
}, 3_600_000);
