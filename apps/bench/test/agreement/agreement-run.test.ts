import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { agreementJobs } from '../../src/agreement/plan-agreement.ts';
import { contentId } from '../../src/records/content-id.ts';
import type { Figures, ResultRecord } from '../../src/records/record.ts';

const COMMAND = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const built = existsSync(COMMAND);
if (!built && process.env['CI'] === 'true') throw new Error(`${COMMAND} is not built`);

/** Ends an agreement run whose pairs were measured before, with these figures. */
async function resumed(figures: Figures, ...more: readonly string[]) {
  const out = await mkdtemp(join(tmpdir(), 'bench-agreement-'));
  const records = agreementJobs(['Node', 'Chromium'], true)
    .filter(({ job }) => job.experiment === 'pairs')
    .map(({ job }): ResultRecord => {
      const notes = { 'reference × other': 'loss[0] of generated/1/0: 1 and 2' };
      const measured = { figures: { cases: 12, ...figures }, notes, sitting: 's', seconds: 1 };
      return { format: 'chainzrule/bench@1', kind: 'result', id: contentId(job), job, ...measured };
    });
  await writeFile(join(out, 'agreement.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const args = ['agreement', '--quick', '--only', 'pairs', '--resume', '--out', out, ...more];
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

describe.skipIf(!built)('an agreement run', { timeout: 60_000 }, () => {
  it('ends well where every pair is within its tolerance, and prints how far each is apart', async () => {
    const { code, stdout, stderr } = await resumed({ 'reference × other': 0.25, 'reference × third': 1 });
    expect(stderr).toContain(
      'Node: 2 pairs of backends on 12 cases, 0 beyond their tolerance; largest error 1.0 of it.',
    );
    expect(stdout).toMatch(/\| reference × other \| loss\[0\] of generated\/1\/0: 1 and 2 \| +0\.250 \|/);
    expect(code).toBe(0);
  });

  it.each([
    ['further apart than its tolerance', 1.5, '1.5'],
    ['without a number', null, '∞'],
  ])('ends with exit code 1 where a pair is %s', async (_, ratio, shown) => {
    const { code, stdout, stderr } = await resumed({ 'reference × other': ratio, 'reference × third': 0.5 });
    expect(stderr).toContain(`1 beyond their tolerance (reference × other); largest error ${shown} of it`);
    expect(stdout).toContain('The worst of all is **reference × other**');
    expect(code).toBe(1);
  });

  it('says so where there was nothing to compare', async () => {
    const { stderr } = await resumed({});
    expect(stderr).toContain('Node: fewer than two backends could run here');
  });

  it('prints the results and nothing else for --json -', async () => {
    const { stdout } = await resumed({ 'reference × other': 0.25 }, '--json', '-');
    expect(JSON.parse(stdout)[0]).toMatchObject({ figures: { 'reference × other': 0.25 } });
  });
});
