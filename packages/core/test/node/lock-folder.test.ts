import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The built package: only processes of their own can race. */
const built = new URL('../../dist/node.js', import.meta.url);

it('of eight processes that find a dead one’s lock at the same time, one takes the folder', async () => {
  expect(existsSync(built), 'build first: turbo run build').toBe(true);
  const parent = mkdtempSync(join(tmpdir(), 'chainzrule-lock-'));
  for (const left of ['999999999', '']) {
    const folder = join(parent, `left-${left}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock'), left);
    const at = Date.now() + 3000;
    const script = `
      const { openCheckpointFolder } = await import(${JSON.stringify(built.href)});
      await new Promise((resolve) => setTimeout(resolve, ${at} - Date.now()));
      try {
        await openCheckpointFolder(${JSON.stringify(folder)}, {}, true);
        process.stdout.write('taken');
        await new Promise((resolve) => setTimeout(resolve, 4000));
      } catch (error) {
        process.stdout.write(error.code);
      }`;
    const said = await Promise.all(
      Array.from({ length: 8 }, () => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let text = '';
        child.stdout.on('data', (chunk) => (text += String(chunk)));
        return new Promise<string>((resolve) => child.on('close', () => resolve(text)));
      }),
    );
    expect(said.toSorted()).toEqual([...new Array<string>(7).fill('IO_FAILED'), 'taken']);
    expect(readdirSync(folder).sort()).toEqual(['lock', 'run.json']);
  }
}, 60_000);
