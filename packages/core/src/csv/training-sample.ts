import { isMissing } from '../data/cell-text.ts';
import { resolveColumn, type Table, TableBuilder } from '../data/index.ts';
import { fail } from '../errors/index.ts';
import type { Rng } from '../random/index.ts';
import type { CsvBlock } from './csv-blocks.ts';
import type { CsvRecord } from './csv-records.ts';
import type { CsvOptions } from './read-csv.ts';

/** Rows that a preparation is learned from. */
const SAMPLE_ROWS = 20_000;
/** Different targets that are remembered; a target with more is no class. */
const MAX_CLASSES = 1000;

/**
 * A uniform sample of rows that come one by one, and the first row of every class that it lacks.
 * Source: Vitter, "Random sampling with a reservoir", 1985 (algorithm R).
 */
export class TrainingSample {
  readonly #target: string | number;
  readonly #csv: CsvOptions;
  readonly #rng: Rng;
  readonly #kept: CsvRecord[] = [];
  readonly #firstOfClass = new Map<string, CsvRecord>();
  #header: readonly string[] | number = 0;
  #column = -1;
  #rows = 0;

  constructor(target: string | number, csv: CsvOptions, rng: Rng) {
    this.#target = target;
    this.#csv = csv;
    this.#rng = rng;
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Looks at every row of a block and takes those that train. @throws ChainzRuleError `INVALID_DATA` for a missing target. */
  take({ header, records, split: { train } }: CsvBlock): void {
    if (this.#column < 0) {
      this.#header = header;
      this.#column = resolveColumn(new TableBuilder(header).names, this.#target);
    }
    for (const { cells, line } of records) {
      if (isMissing(cells[this.#column]!.trim()))
        fail('INVALID_DATA', `the target is missing in line ${line}; drop the rows without it`, { line });
    }
    for (const row of train) this.#takeRow(records[row]!);
  }

  #takeRow(record: CsvRecord): void {
    const place = this.#rows++;
    const chosen = place < SAMPLE_ROWS ? place : this.#rng.integer(place + 1);
    if (chosen < SAMPLE_ROWS) this.#kept[chosen] = record;
    const label = record.cells[this.#column]!.trim();
    if (this.#firstOfClass.size <= MAX_CLASSES && !this.#firstOfClass.has(label)) this.#firstOfClass.set(label, record);
  }

  /** The sample as a table. @throws ChainzRuleError `INVALID_DATA` for no rows. */
  finish(): Table {
    if (this.#rows === 0) fail('INVALID_DATA', 'the CSV has no row to train on');
    const builder = new TableBuilder(this.#header, this.#csv);
    const seen = new Set(this.#kept.map(({ cells }) => cells[this.#column]!.trim()));
    const lacking = [...this.#firstOfClass].filter(([label]) => !seen.has(label)).map(([, record]) => record);
    const added = this.#firstOfClass.size > MAX_CLASSES ? [] : lacking;
    for (const { cells, line } of [...this.#kept, ...added]) builder.push(cells, line);
    return builder.finish();
  }
}
