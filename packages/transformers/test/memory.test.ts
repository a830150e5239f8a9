import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MB = 2 ** 20;
const TEXTS = 100_000;
const worker = fileURLToPath(new URL('./support/stream-worker.mjs', import.meta.url));

/** Embeds texts of 4 KB in a process of its own, whose heap could hold an eighth of them. */
function embed(mode: 'whole' | 'blocks'): { readonly rows: number; readonly bytes: number; readonly grown: number } {
  const args = ['--max-old-space-size=48', worker, String(TEXTS), mode];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

it('streams texts larger than memory: what it takes does not grow with their number', () => {
  const { rows, bytes, grown } = embed('blocks');
  expect(rows).toBe(TEXTS);
  expect(bytes).toBeGreaterThan(390 * MB);
  expect(grown).toBeLessThan(100 * MB);
}, 180_000);

it('takes the size of 100,000 embeddings and a constant where all are kept', () => {
  const { rows, grown } = embed('whole');
  expect(rows).toBe(TEXTS);
  expect(grown).toBeLessThan(TEXTS * 384 * 4 + 100 * MB);
}, 180_000);
