import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packFiles, unpackFiles } from '../../src/science/data/pack.ts';
import { planScience } from '../../src/science/plan-science.ts';
import { parseScienceTask } from '../../src/science/science-payload.ts';

describe('packed files', () => {
  it('come out as they went in', () => {
    const files = [new Uint8Array([1, 2, 3]), new Uint8Array(), new Uint8Array([9])];
    expect(unpackFiles(packFiles(files)).map((file) => [...file])).toEqual(files.map((file) => [...file]));
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a number of files beyond the block', new Uint8Array([255, 255, 255, 255])],
    ['a length beyond the block', new Uint8Array([1, 0, 0, 0, 9, 0, 0, 0, 7])],
    ['bytes left over', new Uint8Array([1, 0, 0, 0, 1, 0, 0, 0, 7, 7])],
  ])('%s is no block', (_what, block) => {
    expect(() => unpackFiles(block)).toThrow(/packed files/);
  });
});

describe('what a science job is told', () => {
  let payloads: Record<string, unknown>[];
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-payload-'));
    await writeFile(join(folder, 'waves.csv'), 'a,kind\n1,yes\n2,no\n');
    await writeFile(join(folder, 'manifest.json'), JSON.stringify([{ name: 'w', file: 'waves.csv', target: 'kind' }]));
    const plan = await planScience({
      folder,
      dataFolder: folder,
      backend: 'reference',
      quick: false,
      only: ['tables'],
    });
    payloads = plan.jobs.map(({ payload }) => JSON.parse(JSON.stringify(payload)));
  });

  it('passes the check of the handler and names no path', () => {
    expect(payloads.length).toBeGreaterThan(100);
    for (const payload of payloads) {
      expect(parseScienceTask(payload)).toEqual(payload);
      expect(payload['source']).toMatchObject({ file: 'waves.csv' });
    }
  });

  it.each([
    ['another backend', { protocol: { backend: '/bin/sh', layers: [], batchSize: 1, steps: 1 } }],
    ['an unknown method', { method: { kind: 'module', name: 'x', title: '' } }],
    ['a member more', { execute: 'rm' }],
    ['a size beyond reason', { protocol: { backend: 'reference', layers: [1e9], batchSize: 1, steps: 1 } }],
  ])('%s is refused', (_what, changes) => {
    expect(() => parseScienceTask({ ...payloads[0], ...changes })).toThrow(/the job/);
  });
});
