import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentId } from '../../src/records/content-id.ts';
import type { Job, ResultRecord } from '../../src/records/record.ts';
import { comparedPart, RecordWriter, readRecords, resultsOf } from '../../src/records/record-file.ts';

const job = (fold: number): Job => ({
  suite: 'science',
  experiment: 'pima',
  protocol: 'p',
  subject: 's',
  name: 'ReLU',
  seed: fold,
  at: { dataset: 'pima', fold },
});

const result = (fold: number, changes: Partial<ResultRecord> = {}): ResultRecord => ({
  format: 'chainzrule/bench@1',
  kind: 'result',
  id: contentId(job(fold)),
  job: job(fold),
  figures: { accuracy: 0.7, tau: null },
  sitting: 'a',
  seconds: 1,
  ...changes,
});

async function newFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'bench-records-')), 'science.jsonl');
}

describe('a content id', () => {
  it('depends on the content, not on the order of keys or on absent members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        const turned = Object.fromEntries(Object.entries(document).reverse());
        expect(contentId({ ...turned, absent: undefined })).toBe(contentId(document));
        expect(JSON.parse(canonicalJson(document))).toEqual(JSON.parse(JSON.stringify(document)));
      }),
      { seed: 1 },
    );
    expect(contentId({ a: 1 })).not.toBe(contentId({ a: '1' }));
  });
});

describe('a file of records', () => {
  it('gives back what was appended', async () => {
    const path = await newFile();
    await using writer = await RecordWriter.open(path);
    await Promise.all([0, 1, 2, 3].map((fold) => writer.append(result(fold))));
    const { records, ignored } = await readRecords(path);
    expect(ignored).toBe(0);
    expect(resultsOf(records)).toEqual([0, 1, 2, 3].map((fold) => result(fold)).sort((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it('passes over an unfinished line, counts it, and goes on after it', async () => {
    const path = await newFile();
    const whole = `${JSON.stringify(result(0))}\n`;
    for (let cut = 1; cut < whole.length - 1; cut += 29) {
      await writeFile(path, whole + JSON.stringify(result(1)).slice(0, cut));
      await using writer = await RecordWriter.open(path);
      await writer.append(result(2));
      const { records, ignored } = await readRecords(path);
      expect(ignored).toBe(1);
      expect(
        resultsOf(records)
          .map(({ job: { seed } }) => seed)
          .sort(),
      ).toEqual([0, 2]);
    }
  });

  it('does not take a changed job for the one its id names, nor another format', async () => {
    const path = await newFile();
    await appendFile(path, `${JSON.stringify({ ...result(0), job: job(5) })}\n`);
    await appendFile(path, `${JSON.stringify({ ...result(1), format: 'chainzrule/bench@2' })}\n`);
    await appendFile(path, `${JSON.stringify({ ...result(1), surplus: 1 })}\n`);
    expect(await readRecords(path)).toEqual({ records: [], ignored: 3 });
    expect(await readRecords(`${path}.none`)).toEqual({ records: [], ignored: 0 });
  });

  it('counts a job once, and leaves out of the comparison what no two runs share', async () => {
    expect(resultsOf([result(0, { sitting: 'first' }), result(0, { sitting: 'second' })])).toHaveLength(1);
    const other = result(0, { sitting: 'z', seconds: 99, times: { step: [1, 2] } });
    expect(comparedPart(other)).toBe(comparedPart(result(0)));
    expect(comparedPart(result(0, { figures: { accuracy: 0.8, tau: null } }))).not.toBe(comparedPart(result(0)));
  });

  it('holds one document a line', async () => {
    const path = await newFile();
    await using writer = await RecordWriter.open(path);
    await writer.append(result(0, { notes: { text: 'two\nlines' } }));
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(2);
  });
});
