import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type TinyBert, tinyBert, writeTinyBert } from '../../support/tiny-bert.ts';

/** A folder of its own that is removed after the file's tests. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chainzrule-fine-tune-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that holds the tiny BERT as a Hugging Face model. */
export async function bertFolder(bert: TinyBert = tinyBert()): Promise<string> {
  const folder = await temporaryFolder();
  await writeTinyBert(folder, bert);
  return folder;
}
