import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileOf, newFolder, smallTable } from './support/command.ts';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Runs the command with its output going to a program that never reads; returns what went to stderr. */
function unread(args: readonly string[]): string {
  const errors = fileOf('');
  const quoted = [process.execPath, command, ...args].map((part) => `'${part}'`).join(' ');
  execFileSync('sh', ['-c', `${quoted} 2>'${errors}' | true`]);
  return readFileSync(errors, 'utf8');
}

describe.skipIf(process.platform === 'win32')('output that nobody reads', () => {
  it('prints no error of its own', () => {
    expect(unread(['train', '--help'])).toBe('');
  });

  it('still writes what was asked for', () => {
    const out = newFolder();
    const errors = unread(['train', fileOf(smallTable()), '--target', 'kind', '--epochs', '2', '--out', out]);
    expect(errors).not.toMatch(/EPIPE|at .*\.js/);
    expect(existsSync(join(out, 'model.safetensors'))).toBe(true);
  });
});
