import { type FileHandle, open, readFile } from 'node:fs/promises';
import { failIo } from '@chainzrule/core/node';
import { z } from 'zod';
import type { JobOutcome } from '../job/runner.ts';

const outcomeSchema = z.union([
  z.strictObject({ id: z.string(), result: z.json() }),
  z.strictObject({ id: z.string(), error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);

/** Outcomes of an unfinished run, one a line, in the order they came; a half-written last line is as if it had not come. */
export class Journal {
  readonly #file: FileHandle;
  readonly outcomes: Map<string, JobOutcome>;

  private constructor(file: FileHandle, outcomes: Map<string, JobOutcome>) {
    this.#file = file;
    this.outcomes = outcomes;
  }

  /** Opens a journal, or starts one. @throws ChainzRuleError `IO_FAILED`. */
  static async open(path: string): Promise<Journal> {
    const text = await readFile(path, 'utf8').catch(() => '');
    const outcomes = new Map<string, JobOutcome>();
    for (const line of text.split('\n')) {
      const outcome = read(line);
      if (outcome !== undefined) outcomes.set(outcome.id, outcome);
    }
    const file = await open(path, 'a').catch((error: unknown) => failIo('writing', path, error));
    // What follows must not be glued to half a line.
    if (text !== '' && !text.endsWith('\n')) await file.appendFile('\n');
    return new Journal(file, outcomes);
  }

  /** Adds an outcome; when this resolves it is on the disk. */
  async add(outcome: JobOutcome): Promise<void> {
    this.outcomes.set(outcome.id, outcome);
    await this.#file.appendFile(`${JSON.stringify(outcome)}\n`);
    await this.#file.datasync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function read(line: string): JobOutcome | undefined {
  try {
    return outcomeSchema.parse(JSON.parse(line)) as JobOutcome;
  } catch {
    return undefined;
  }
}
