import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvOptions, readCsv } from '../../src/csv/index.ts';
import { keepRecord } from '../support/reliability.ts';

async function* bytes(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

describe('readCsv', () => {
  it('reads typed columns, quotes, CRLF and a byte order mark', async () => {
    const text = '\uFEFF"name",n\r\n"a, ""b""\r\nc",1.5\r\nd,\r\n';
    const expected = {
      rows: 2,
      names: ['name', 'n'],
      named: true,
      columns: [
        { type: 'categorical', codes: Int32Array.of(0, 1), categories: ['a, "b"\r\nc', 'd'] },
        { type: 'numeric', values: Float64Array.of(1.5, Number.NaN) },
      ],
    };
    expect(await readCsv(text)).toEqual(expected);
    expect(await readCsv(bytes(text))).toEqual(expected);
  });

  it('reads the same however the bytes are cut', async () => {
    const text = 'größe,"x;y"\n1,"é\n😀"\n2.5,"""q"""\n';
    const all = new TextEncoder().encode(text);
    const whole = await readCsv(text);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), async (size) => {
        const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
          all.slice(i * size, (i + 1) * size),
        );
        expect(await readCsv(bytes(...parts))).toEqual(whole);
      }),
    );
  });

  it.each([',', ';', '\t'])('finds the delimiter %j, whatever stands in quotes', async (delimiter) => {
    const name = `b${(delimiter === ',' ? ';' : ',').repeat(9)}c`;
    const text = `a${delimiter}"${name}"${delimiter}d\n1${delimiter}2${delimiter}3\n`;
    expect((await readCsv(text)).names).toEqual(['a', name, 'd']);
  });

  it('takes the delimiter, no header and missing codes', async () => {
    const options: CsvOptions = { delimiter: '|', header: false, missing: [{ column: 1, value: '-9' }] };
    expect(await readCsv('1|-9\n2|5', options)).toMatchObject({
      names: ['column0', 'column1'],
      named: false,
      columns: [{ values: Float64Array.of(1, 2) }, { values: Float64Array.of(Number.NaN, 5) }],
    });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /empty/],
    ['a header alone', 'a,b\n', /header \(2 columns\) and no rows/],
    ['a long row', 'a,b\n1,2\n1,2,3\n', /line 3 has 3 cells, the table has 2/],
    ['a short row after a line break in quotes', 'a,b\n1,"x\ny"\n1\n', /line 4 has 1 cells/],
    ['repeated names', 'a,b,a\n1,2,3\n', /"a" stands at columns 0 and 2/],
    ['an open quote', 'a,b\n1,"2\n3,4\n', /a quote is not closed \(line \d\)/],
    ['text after a quote', 'a,b\n1,"x"y\n', /text follows a closing quote \(line 2\)/],
    ['a quote inside', 'a,b\n1,x"y\n', /a quote stands inside .*\(line 2\)/],
    ['NUL', 'a,b\n1,2\n1,\0\n', /line 3 holds a NUL/],
    ['Latin-1', Uint8Array.of(97, 10, 0xe9, 10), /not UTF-8/],
    ['a character cut off', Uint8Array.of(97, 10, 0xc3), /not UTF-8/],
  ])('%s: refused', async (_name, content, message) => {
    await expect(readCsv(bytes(content))).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_DATA', message: expect.stringMatching(message) }),
    );
  });

  it.each([null, 7, {}])('a source that is %j is refused', async (source) => {
    await expect(readCsv(source as never)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('says how far it is', async () => {
    const seen: number[] = [];
    await readCsv(bytes('a\n', '1\n', '22\n'), { onProgress: (read) => seen.push(read) });
    expect(seen).toEqual([2, 4, 7]);
  });
});

/** Size of the CSV that is read: few here, 100 in the nightly script. */
const MEGABYTES = Number(process.env['CSV_MEGABYTES'] ?? 20);

describe('memory', () => {
  /** Runs the collector, so that only what is really held is counted. */
  function held(): number {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  }

  /** Numbers, all different. */
  async function* numbers(): AsyncGenerator<string> {
    yield 'a,b,c,d\n';
    for (let part = 0, row = 0; part < 16 * MEGABYTES; part++) {
      let text = '';
      while (text.length < 65_536) {
        const value = (++row * 0.618033988749).toFixed(6);
        text += `${value},${value},${value},${value}\n`;
      }
      yield text;
    }
  }

  it(`${MEGABYTES} MB of numbers hold no more than growing buffers of the columns`, async () => {
    const before = held();
    let most = 0;
    let calls = 0;
    const onProgress = (): void => {
      if (++calls % 16 === 0) most = Math.max(most, held() - before);
    };
    const table = await readCsv(numbers(), { onProgress });
    const columns = table.rows * table.names.length * 8;
    expect(table.rows).toBeGreaterThan(14_000 * MEGABYTES);
    // Doubling buffers are at most twice the rows, and the old ones stand beside the new while they are copied.
    expect(most).toBeLessThan(3 * columns);
    keepRecord('csv-memory', { megabytes: MEGABYTES, rows: table.rows, columnBytes: columns, mostHeldBytes: most });
  }, 1_200_000);
});
