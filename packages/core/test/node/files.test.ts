import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadModel, readFileBounded, saveModel, writeFileAtomic } from '../../src/node/index.ts';
import { model } from '../model-file/models.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const failed = (words: string, reason?: string) =>
  expect.objectContaining({
    code: 'IO_FAILED',
    message: expect.stringContaining(words),
    ...(reason && { details: expect.objectContaining({ reason }) }),
  });

describe('writeFileAtomic', () => {
  it('writes and replaces, leaving nothing else behind', async () => {
    const path = join(folder, 'a.bin');
    await writeFileAtomic(path, Uint8Array.of(1, 2));
    await writeFileAtomic(path, 'über');
    expect(await readFile(path, 'utf8')).toBe('über');
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('lets the last of many writers at once win whole', async () => {
    const path = join(folder, 'a.bin');
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomic(path, new Uint8Array(100_000).fill(i))));
    const bytes = await readFile(path);
    expect(bytes.length).toBe(100_000);
    expect(new Set(bytes).size).toBe(1);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('takes names as long as the system does', async () => {
    const path = join(folder, 'n'.repeat(255));
    await writeFileAtomic(path, 'x');
    expect(await readFile(path, 'utf8')).toBe('x');
  });

  it('keeps the old state and removes the temporary file when it fails', async () => {
    await mkdir(join(folder, 'taken', 'inner'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow(failed('it is a folder', 'EISDIR'));
    expect(await readdir(folder)).toEqual(['taken']);
    await expect(writeFileAtomic(join(folder, 'no', 'a.bin'), 'x')).rejects.toThrow(
      failed('create the folder first', 'ENOENT'),
    );
    await expect(writeFileAtomic('', 'x')).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    await expect(writeFileAtomic('a\0b', 'x')).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    await expect(writeFileAtomic(join(folder, 'a'), 1 as unknown as string)).rejects.toThrow(
      'data must be a Uint8Array or text',
    );
  });

  it.skipIf(process.getuid?.() === 0)('says so when permission is denied', async () => {
    await chmod(folder, 0o500);
    await expect(writeFileAtomic(join(folder, 'a'), 'x')).rejects.toThrow(failed('permission is denied', 'EACCES'));
    await chmod(folder, 0o700);
  });
});

describe('readFileBounded', () => {
  it('reads up to its limit, and nothing beyond', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(path, Uint8Array.of(1, 2, 3));
    expect(await readFileBounded(path, 3)).toEqual(Uint8Array.of(1, 2, 3));
    await expect(readFileBounded(path, 2)).rejects.toThrow(failed('it has 3 bytes, the limit is 2'));
    await expect(readFileBounded(path, Number.NaN)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('refuses what is missing, and a folder', async () => {
    await expect(readFileBounded(join(folder, 'no'), 9)).rejects.toThrow(failed('does not exist', 'ENOENT'));
    await expect(readFileBounded(folder, 9)).rejects.toThrow(failed('it is a folder', 'EISDIR'));
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readFileBounded(pipe, 9)).rejects.toThrow(failed('not an ordinary file'));
  });
});

describe('saveModel and loadModel', () => {
  it('bring a model back, and save it as the same bytes', async () => {
    const [first, second] = [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')];
    await saveModel(first, model);
    const loaded = await loadModel(first);
    expect(loaded).toEqual(model);
    await saveModel(second, loaded);
    expect(await readFile(second)).toEqual(await readFile(first));
  });

  it('name the file that is damaged or too large', async () => {
    const path = join(folder, 'a.safetensors');
    await saveModel(path, model);
    await expect(loadModel(path, 10)).rejects.toThrow(failed('the limit is 10'));
    await writeFile(path, (await readFile(path)).subarray(0, 300));
    await expect(loadModel(path)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_MODEL_FILE', message: expect.stringContaining(`${path}: `) }),
    );
  });
});
