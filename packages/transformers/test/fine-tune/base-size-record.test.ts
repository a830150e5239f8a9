import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Phase {
  readonly phase: string;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly largestDifference?: number;
}

interface BaseSizeRecord {
  readonly runs: readonly { readonly frozen: number; readonly device: string; readonly phases: readonly Phase[] }[];
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the guide’s table of base size is that of the record', () => {
  const { runs } = JSON.parse(read('../../bench/base-size.json')) as BaseSizeRecord;
  const guide = read('../../../../docs/guide/fine-tuning.md');
  const rows = runs.flatMap(({ frozen, device, phases }) =>
    phases
      .filter(({ phase }) => phase !== 'start')
      .map(({ phase, cpuSeconds, peakMegabytes }) => {
        const where = device.split(',')[0];
        const trained = frozen === 0 ? 'all' : `${14 - frozen} of 14`;
        return `| ${where} | ${trained} | ${phase} | ${cpuSeconds.toFixed(0)} s | ${(peakMegabytes / 1024).toFixed(1)} GiB |`;
      }),
  );
  expect(rows.length).toBeGreaterThan(5);
  expect(guide).toContain(rows.join('\n'));
  const differences = runs.flatMap(({ phases }) => phases.flatMap(({ largestDifference: off }) => off ?? []));
  expect(differences.length).toBeGreaterThan(0);
  for (const off of differences) expect(off).toBeLessThan(2e-5);
});
