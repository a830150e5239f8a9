import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonicalJson, contentId } from './content-id.ts';
import { type BenchRecord, type ResultRecord, recordSchema } from './record.ts';

/** Records of a file, and the lines that were none. */
export interface ReadRecords {
  readonly records: readonly BenchRecord[];
  /** Lines that are not whole records: the end of a killed run, or damage. They are passed over. */
  readonly ignored: number;
}

const NEWLINE = 10;

/** Reads records, one JSON document a line. A file that is not there has none. */
export async function readRecords(path: string): Promise<ReadRecords> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const records: BenchRecord[] = [];
  let ignored = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const record = parseLine(line);
    if (record === undefined) ignored++;
    else records.push(record);
  }
  return { records, ignored };
}

function parseLine(line: string): BenchRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return undefined;
    // A result under another job's id, or a document under another's, would be taken for what it is not.
    if (parsed.data.kind === 'result' && contentId(parsed.data.job) !== parsed.data.id) return undefined;
    if (parsed.data.kind === 'document' && contentId(parsed.data.document) !== parsed.data.id) return undefined;
    return parsed.data;
  } catch {
    return undefined;
  }
}

/** The results of records, each job once (the first stands), in an order that depends on the jobs alone. */
export function resultsOf(records: readonly BenchRecord[]): ResultRecord[] {
  const byId = new Map<string, ResultRecord>();
  for (const record of records) {
    if (record.kind === 'result' && !byId.has(record.id)) byId.set(record.id, record);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A result without what differs from run to run. */
export function comparedPart({ sitting: _sitting, seconds: _seconds, times: _times, ...rest }: ResultRecord): string {
  return canonicalJson(rest);
}

/** Appends whole lines to a file of records, each on disk before the call returns. */
export class RecordWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens a file for appending; a line that a killed run left unfinished is closed off first. */
  static async open(path: string): Promise<RecordWriter> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+');
    const { size } = await file.stat();
    if (size > 0) {
      const last = new Uint8Array(1);
      await file.read(last, 0, 1, size - 1);
      if (last[0] !== NEWLINE) await file.write('\n');
    }
    return new RecordWriter(file);
  }

  append(record: BenchRecord): Promise<void> {
    // One write call a line, one after another: lines never mix.
    const written = this.#last.then(async () => {
      await this.#file.write(`${canonicalJson(record)}\n`);
      await this.#file.datasync();
    });
    this.#last = written.catch(() => undefined);
    return written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}
