import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/csv/index.ts';

/** Gives parts one after another; `closed` tells whether the reader let go of it. */
class Source {
  closed = false;
  readonly stream: AsyncIterable<string>;

  constructor(parts: Iterable<unknown>) {
    this.stream = this.#parts(parts);
  }

  async *#parts(parts: Iterable<unknown>): AsyncGenerator<string> {
    try {
      for (const part of parts) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (part instanceof Error) throw part;
        yield part as string;
      }
    } finally {
      this.closed = true;
    }
  }
}

const source = (parts: Iterable<unknown>): Source => new Source(parts);

describe('readCsv from a hostile source', () => {
  it('keeps characters that stand where a part is cut', async () => {
    for (const shift of [0, 1, 2]) {
      const cell = `${'y'.repeat(65_536 - 4 - shift)}😀😀`;
      const { columns } = await readCsv(`a\n${cell}\n`);
      expect(columns[0]).toMatchObject({ categories: [cell] });
    }
  });

  it('keeps characters whose halves come in two parts of text', async () => {
    const { columns } = await readCsv(source(['a\nx\uD83D', '\uDE00\n']).stream);
    expect(columns[0]).toMatchObject({ categories: ['x😀'] });
  });

  it('closes the source when a row is wrong', async () => {
    const from = source(['a,b\n1,2,3\n', ...new Array(1000).fill('1,2\n'.repeat(1000))]);
    await expect(readCsv(from.stream)).rejects.toThrow(/line 2 has 3 cells/);
    await expect.poll(() => from.closed).toBe(true);
  });

  it('leaves no listeners behind on a long file', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): number => warnings.push(warning);
    process.on('warning', listen);
    await readCsv(source(['a,b\n', ...new Array(40).fill('1,2\n'.repeat(60_000))]).stream);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('tells a source that fails from a file that is wrong', async () => {
    const failure = new Error('the disk is gone');
    await expect(readCsv(source(['a\n', failure]).stream)).rejects.toThrow(
      expect.objectContaining({
        code: 'IO_FAILED',
        cause: failure,
        message: expect.stringMatching(/the disk is gone/),
      }),
    );
  });

  it('refuses parts and delimiters of another type', async () => {
    await expect(readCsv(source(['a\n', 7]).stream)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/the source gave 7/) }),
    );
    await expect(readCsv('a', { delimiter: 5 as never })).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/delimiter is 5/) }),
    );
  });

  it('passes over empty lines before the header', async () => {
    expect((await readCsv('\n\r\na;b\n1;2\n')).names).toEqual(['a', 'b']);
  });

  it('takes line ends of different kinds in one file', async () => {
    const { columns } = await readCsv('a,b\n1,"x"\r\n2,"y"\r3,z');
    expect(columns[1]).toMatchObject({ categories: ['x', 'y', 'z'] });
  });

  it('names the right line after line ends of different kinds', async () => {
    await expect(readCsv('a,b\r\n1,2\n1,2,3\r\n')).rejects.toThrow(/line 3 has 3 cells/);
  });
});
