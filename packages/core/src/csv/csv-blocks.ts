import type { Batch } from '../contract/batch.ts';
import {
  type Column,
  type Preparation,
  prepareFeatures,
  prepareTargets,
  type Split,
  split,
  TableBuilder,
} from '../data/index.ts';
import { fail } from '../errors/index.ts';
import type { Rng } from '../random/index.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import type { CsvSource } from './decoded-parts.ts';
import type { CsvOptions } from './read-csv.ts';

/** Rows that are held and mixed at once. */
const BLOCK_ROWS = 8192;

/** What every pass over a file needs, so that all give the same blocks and splits. */
export interface BlockReader {
  readonly open: () => CsvSource;
  readonly csv: CsvOptions;
  /** Share of each block that is held out. */
  readonly fraction: number;
  readonly rng: Rng;
}

/** Some rows of a file in its order, and which of them train and test. */
export interface CsvBlock {
  readonly header: readonly string[] | number;
  readonly records: readonly CsvRecord[];
  readonly split: Split;
  readonly csv: CsvOptions;
}

/** One pass over a file: blocks of 8,192 rows and a last one. @throws ChainzRuleError as `readCsv` does. */
export async function* csvBlocks({ open, csv, fraction, rng }: BlockReader): AsyncGenerator<CsvBlock> {
  let header: readonly string[] | number | undefined;
  let held: CsvRecord[] = [];
  let block = 0;
  const finished = (records: readonly CsvRecord[]): CsvBlock => {
    const own = rng.fork(block++);
    return { header: header!, records, split: splitOf(records.length, fraction, own), csv };
  };
  for await (const records of csvRecords(open(), csv)) {
    for (const record of records) {
      if (header === undefined) {
        header = (csv.header ?? true) ? record.cells : record.cells.length;
        if (typeof header !== 'number') continue;
      }
      checkLength(header, record);
      held.push(record);
      if (held.length < BLOCK_ROWS) continue;
      const whole = held;
      held = [];
      yield finished(whole);
    }
  }
  if (held.length > 0) yield finished(held);
  if (header === undefined) fail('INVALID_DATA', 'the CSV is empty');
  if (block === 0) fail('INVALID_DATA', 'the CSV has a header and no rows');
}

/** The prepared training or test rows of a block, in its order. */
export function preparedRows(preparation: Preparation, block: CsvBlock, part: 'train' | 'test'): Batch {
  const { header, records, split: parts, csv } = block;
  const builder = new TableBuilder(header, { ...csv, types: typesOf(preparation) });
  for (const row of parts[part]) builder.push(records[row]!.cells, records[row]!.line);
  const table = builder.finish();
  return { x: prepareFeatures(preparation, table), y: prepareTargets(preparation, table) };
}

/** A single row trains. */
function splitOf(rows: number, fraction: number, rng: Rng): Split {
  if (rows > 1) return split(rows, { fraction, rng });
  return { train: Int32Array.of(0), test: new Int32Array(0) };
}

/** Columns that held texts in training hold texts in every block; a numeric one is judged by its cells, so that a text in it can be named. */
function typesOf({ columns, target }: Preparation): ReadonlyMap<string, Column['type']> {
  const types = new Map<string, Column['type']>();
  for (const { name, type } of columns) if (type === 'categorical') types.set(name, type);
  if (target.task !== 'regression' && !target.numeric) types.set(target.name, 'categorical');
  return types;
}

function checkLength(header: readonly string[] | number, { cells, line }: CsvRecord): void {
  const columns = typeof header === 'number' ? header : header.length;
  if (cells.length === columns) return;
  fail('INVALID_DATA', `line ${line} has ${cells.length} cells, the table has ${columns} columns`, { line });
}
