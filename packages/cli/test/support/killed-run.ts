import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rng } from '@chainzrule/core';

/** The built command: what is killed is a process of its own. */
export const builtCommand: string = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** When a run is killed: some time after its start, or once a file (or its temporary) was touched for the n-th time in a folder. */
export type Moment =
  | { readonly name: 'any time'; readonly after: number }
  | { readonly name: string; readonly folder: string; readonly file: string; readonly nth: number };

/** How a run ended. `code` is null if it was killed. */
export interface EndedRun {
  readonly code: number | null;
  readonly took: number;
  readonly stderr: string;
}

/** Runs the built command and kills it at a moment; to its end without one. */
export function runUntil(args: readonly string[], moment?: Moment): Promise<EndedRun> {
  const start = performance.now();
  const stopWatching: FSWatcher[] = [];
  const child = spawn(process.execPath, [builtCommand, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const timer = moment === undefined ? undefined : killAt(child, moment, stopWatching);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      for (const watcher of stopWatching) watcher.close();
      resolve({ code, took: performance.now() - start, stderr });
    });
  });
}

function killAt(child: ChildProcess, moment: Moment, watching: FSWatcher[]): NodeJS.Timeout | undefined {
  if ('after' in moment) return setTimeout(() => child.kill('SIGKILL'), moment.after);
  mkdirSync(moment.folder, { recursive: true });
  let touched = 0;
  const watcher = watch(moment.folder, (_, name) => {
    if (name?.includes(moment.file) && ++touched >= moment.nth) child.kill('SIGKILL');
  });
  watching.push(watcher);
  return undefined;
}

/** Moments spread over the whole of a run: its length, and the writing of every kind of file. `took`: how long a run takes, in ms. */
export function momentOf(
  kill: number,
  rng: Rng,
  took: number,
  folders: { readonly out: string; readonly checkpoints: string },
): Moment {
  const { out, checkpoints } = folders;
  const files = [
    { name: 'a checkpoint', folder: checkpoints, file: 'safetensors', nth: 1 + rng.integer(60) },
    { name: 'the record', folder: out, file: 'record.json', nth: 1 + rng.integer(4) },
    { name: 'the report', folder: out, file: 'report.html', nth: 1 + rng.integer(4) },
    { name: 'the model', folder: out, file: 'model.safetensors', nth: 1 + rng.integer(4) },
    { name: 'the ONNX file', folder: out, file: 'model.onnx', nth: 1 + rng.integer(4) },
  ];
  // Every other kill falls anywhere in the run, the others on the writing of one file after another.
  if (kill % 2 === 0) return { name: 'any time', after: took * (0.2 + 0.8 * rng.uniform()) };
  return files[Math.floor(kill / 2) % files.length]!;
}
