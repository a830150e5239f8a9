import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConformanceReport } from '@chainzrule/conformance';
import { writeFileAtomic } from '@chainzrule/core/node';
import { RECORDS } from '../commands/run-options.ts';
import type { JudgedBackend } from './judged-backends.ts';

/** What the conformance kit found of a backend somewhere: its report without the checks that passed. */
export interface JudgedRecord extends Omit<ConformanceReport, 'format'> {
  readonly format: 'chainzrule/judged@1';
  readonly place: JudgedBackend['place'];
  /** Most multiply-adds of a generated case's evaluation. */
  readonly multiplyAdds: number;
  /** Steps of each trajectory of tier 5. */
  readonly trajectorySteps: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly commit: string;
  readonly seconds: number;
}

/** One file for each backend and place; judging again replaces it. */
const FOLDER: string = join(RECORDS, 'judged');

/** Writes a record; gives its path. */
export async function writeJudged(record: JudgedRecord): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const path = join(FOLDER, `${record.backend}-${record.place.toLowerCase()}.json`);
  await writeFileAtomic(path, `${JSON.stringify(record, null, 2)}\n`);
  return path;
}

/** The committed records, by backend and place. */
export async function readJudged(): Promise<JudgedRecord[]> {
  const names = (await readdir(FOLDER).catch((): string[] => [])).filter((name) => name.endsWith('.json')).sort();
  return await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as JudgedRecord),
  );
}
