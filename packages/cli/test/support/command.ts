import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { vi } from 'vitest';
import { runCommandLine } from '../../src/command-line.ts';

/** What a run of the command printed and how it ended. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process and catches what it prints. */
export async function run(...args: readonly string[]): Promise<CommandRun> {
  const out: string[] = [];
  const err: string[] = [];
  const catching = (list: string[]) => (chunk: unknown) => list.push(String(chunk)) > 0;
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(catching(out));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(catching(err));
  try {
    const code = await runCommandLine(args);
    return { code, stdout: stripVTControlCharacters(out.join('')), stderr: stripVTControlCharacters(err.join('')) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'chainzrule-'));
let count = 0;

/** A folder that is not there yet. */
export function newFolder(): string {
  return join(folder, `out-${++count}`);
}

/** A file with the given content. */
export function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `table-${++count}.csv`);
  writeFileSync(path, content);
  return path;
}

/** A table that is quick to learn: `kind` follows from `size`, `weight` is noise. */
export function smallTable(rows = 60): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const size = ((row * 7) % rows) / 10;
    return `${size},${(row * 13) % 17},${size > rows / 20 ? 'large' : 'small'}`;
  });
  return `size,weight,kind\n${lines.join('\n')}\n`;
}
