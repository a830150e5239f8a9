import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the files of one test file; it goes when the tests are over. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chainzrule-text-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
