import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Job } from 'kubernetes-models/batch/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configurationsOf } from '../../packages/cli/src/sweep/expand-sweep.ts';
import { parseSweep } from '../../packages/cli/src/sweep/sweep-document.ts';
import { blocksOf, root } from './support/blocks.ts';

const page = 'docs/guide/sweeps.md';
const [grid, random] = blocksOf(page, ['json']).map(({ code }) => JSON.parse(code));

describe('the guide to sweeps', () => {
  it('shows documents that the command takes', () => {
    expect(configurationsOf(parseSweep(grid))).toHaveLength(8);
    expect(configurationsOf(parseSweep({ ...grid, search: random }))).toHaveLength(200);
    const halving = JSON.parse(`{${/`("halving": .*?})`/.exec(readFileSync(join(root, page), 'utf8'))![1]}}`);
    expect(parseSweep({ ...grid, ...halving }).halving?.epochs).toEqual([10, 40, 160]);
  });

  it('shows a manifest that Kubernetes takes', () => {
    const manifest = parse(blocksOf(page, ['yaml'])[0]!.code);
    expect(() => new Job(manifest).validate()).not.toThrow();
    expect(() => new Job({ ...manifest, spec: { parallelism: 'many' } }).validate()).toThrow();
  });

  it('shows what was measured', () => {
    const cost = JSON.parse(readFileSync(join(root, 'packages/jobs/records/queue-cost.json'), 'utf8'));
    const { median, lowest, highest } = cost.queueOverLocalAt50Milliseconds;
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
    const rows = [
      '| per job | measured | at a million jobs |',
      '| --- | --- | --- |',
      `| commands in Redis | ${cost.redisCommandsPerJob} | ${(cost.redisCommandsPerJob).toFixed(0)} million in all |`,
      `| bytes in Redis, while it stands in the queue | ${cost.redisBytesPerStandingJob} | ${megabytes(1000 * cost.redisBytesPerStandingJob)}, since at most 1,000 stand there |`,
      `| bytes in the driver | ${cost.driverBytesPerJob} | ${megabytes(1e6 * cost.driverBytesPerJob)} |`,
      `| time of a 50 ms job, over the local pool | ${median}× (${lowest}–${highest}) | the same |`,
      '',
      `Measured by \`${cost.command}\` (BullMQ ${cost.versions.bullmq}, Redis ${cost.versions.redis}).`,
    ];
    const text = readFileSync(join(root, page), 'utf8');
    const block = `<!-- generated:queue-cost -->\n${rows.join('\n')}\n<!-- /generated:queue-cost -->`;
    const updated = text.replace(/<!-- generated:queue-cost -->[\s\S]*<!-- \/generated:queue-cost -->/, block);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(root, page), updated);
    else expect(text, 'run with UPDATE_DOCS=1').toBe(updated);
  });
});
