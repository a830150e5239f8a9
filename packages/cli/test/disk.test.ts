import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { fileOf, newFolder, smallTable } from './support/command.ts';
import { builtCommand } from './support/killed-run.ts';

const train = (table: string, ...more: string[]): string[] => [
  builtCommand,
  ...['train', table, '--target', 'kind', '--layers', '8', '--epochs', '12', '--validation', '0.3', ...more],
];

/** Contents of a folder by name. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

/** Whom a lock names so far. */
const nameIn = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** A file system of its own needs the right to mount: root has it, others where user namespaces are allowed. */
function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const asked = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt && mount -o remount,ro /mnt']);
  return asked.status === 0;
}

const faults = { faults: 0 };

beforeAll(() => {
  expect(existsSync(builtCommand), 'build first: turbo run build').toBe(true);
});

describe.skipIf(process.platform === 'win32')('a file that may not grow', () => {
  it('is a clear error, and what was there stays', () => {
    const [table, out, checkpoints] = [fileOf(smallTable()), newFolder(), newFolder()];
    execFileSync(process.execPath, train(table, '--out', out), { stdio: 'ignore' });
    const before = contents(out);
    for (const asked of [
      ['--out', out],
      ['--checkpoint', checkpoints],
    ]) {
      // 1 KiB a file; the signal is ignored, so that writing fails as it does on a full disk.
      const limited = `trap '' XFSZ; ulimit -f 2; exec "$@"`;
      const { status, stderr } = spawnSync('bash', [
        '-c',
        limited,
        'bash',
        process.execPath,
        ...train(table, ...asked),
      ]);
      expect([status, String(stderr)]).toEqual([1, expect.stringMatching(/^error writing .* failed \(EFBIG\): /m)]);
      faults.faults++;
    }
    expect(contents(out)).toEqual(before);
    expect(readdirSync(checkpoints)).toEqual(['run.json']);
  });
});

describe.skipIf(!canMount())('a file system of its own', () => {
  /** Trains into a mounted folder, changes the mount, trains again; gives what the second run said and the folder before and after. */
  function twice(mount: string, change: string, option: string): { stderr: string; before: string; after: string } {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const [first, second] = ['1', '2'].map((seed) =>
      train(fileOf(smallTable()), option, join(folder, 'kept'), '--seed', seed),
    );
    const list = `(cd kept && for f in $(ls -A | sort); do echo "$f $(sha256sum < "$f")"; done)`;
    const quoted = (args: readonly string[]): string => [process.execPath, ...args].map((arg) => `'${arg}'`).join(' ');
    // A checkpoint folder goes on where it was.
    const again = option === '--checkpoint' ? [...first!, '--resume', '--epochs', '12'] : second!;
    const script = [
      `mount -t tmpfs ${mount} none ${folder} && cd ${folder} || exit 9`,
      `${quoted(first!)} >/dev/null 2>&1 || exit 8`,
      change,
      `echo BEFORE; ${list}; echo AFTER`,
      `${quoted(again)} >/dev/null 2>&3; echo "code $?" >&3`,
      list,
    ].join('\n');
    const { status, output } = spawnSync('unshare', ['-rm', 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    expect(status).toBe(0);
    const [before, after] = String(output[1]).replace('BEFORE\n', '').split('AFTER\n') as [string, string];
    faults.faults++;
    return { stderr: String(output[3]), before, after };
  }

  it('that is full is a clear error, and what was there stays', () => {
    const fill = 'head -c 100000000 /dev/zero > filler 2>/dev/null; sync';
    const { stderr, before, after } = twice('-o size=400k', fill, '--out');
    expect(stderr).toMatch(/error writing .* failed \(ENOSPC\): the disk is full/);
    expect(stderr).toContain('code 1');
    expect(before.split('\n').length).toBeGreaterThan(4);
    expect(after).toBe(before);
  });

  it('that is read-only is a clear error, and what was there stays', () => {
    for (const option of ['--out', '--checkpoint']) {
      const { stderr, before, after } = twice('-o size=4m', `mount -o remount,ro .`, option);
      expect(stderr).toMatch(/error (making|writing) .* failed \(EROFS\): the file system is read-only/);
      expect(stderr).toContain('code 1');
      expect(after).toBe(before);
    }
  });
});

// The first is held still while the second asks, however slow the machine: Windows has no signal for that.
describe.skipIf(process.platform === 'win32')('two processes on one folder', () => {
  it.each(['--out', '--checkpoint'])(
    '%s: the second is refused at once, the first loses nothing',
    async (option) => {
      const [table, folder] = [fileOf(smallTable()), newFolder()];
      const first = spawn(process.execPath, train(table, option, folder, '--epochs', '2000', '--lambda', '0.1'), {
        stdio: 'ignore',
      });
      const ended = new Promise<number | null>((resolve) => first.on('close', resolve));
      await expect.poll(() => nameIn(join(folder, 'lock')), { timeout: 30_000 }).toMatch(/^\d+ /);
      first.kill('SIGSTOP');
      const { status, stderr } = spawnSync(process.execPath, train(table, option, folder));
      first.kill('SIGCONT');
      expect([status, String(stderr)]).toEqual([
        1,
        expect.stringMatching(new RegExp(`is in use by process ${first.pid}; wait for it, or give another folder`)),
      ]);
      expect(await ended).toBe(0);
      const left = readdirSync(folder).sort();
      expect(left).toEqual(
        option === '--out'
          ? ['model.onnx', 'model.safetensors', 'record.json', 'report.html']
          : ['fold-1.network-1.safetensors', 'run.json'],
      );
      faults.faults++;
      keepRecord('disk-faults', faults);
    },
    120_000,
  );
});
