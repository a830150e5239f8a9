import type { Batch } from '../contract/batch.ts';
import { fitPreparation, type Preparation, type PreparationOptions, prepareFeatures } from '../data/index.ts';
import { describeValue, fail } from '../errors/index.ts';
import { Rng } from '../random/index.ts';
import type { RowSource } from '../training/index.ts';
import { type BlockReader, csvBlocks, preparedRows } from './csv-blocks.ts';
import { CsvRowSource } from './csv-row-source.ts';
import type { CsvSource } from './decoded-parts.ts';
import type { CsvOptions } from './read-csv.ts';
import { TrainingSample } from './training-sample.ts';

/** How {@link streamCsv} reads and learns. */
export interface CsvStreamOptions
  extends Omit<CsvOptions, 'types' | 'onProgress'>,
    Pick<PreparationOptions, 'target' | 'task' | 'missingIndicator'> {
  /** Fraction of the rows to hold out for testing: above 0 and below 1. */
  readonly test: number;
  readonly seed: number;
}

/** A CSV file that is never held as a whole. Disposing it closes the file. */
export interface CsvStream extends AsyncDisposable {
  /** Names of all columns. */
  readonly names: readonly string[];
  /** Learned from `sampleRows` training rows. */
  readonly preparation: Preparation;
  readonly sampleRows: number;
  /** The training rows, for `train` and `fitNetwork`. */
  readonly train: RowSource;
  readonly testRows: number;
  /** The prepared test rows, block by block. */
  test(): AsyncGenerator<Batch>;
}

/**
 * Opens a CSV file that may be larger than memory for training by mini-batches. It is read once here, once for every pass of training
 * and once for testing; `open` is called for each. Memory: one block of 8,192 rows and a sample of 20,000, whatever the file's size.
 *
 * A seeded share of every block is held out. The preparation is learned from a seeded uniform sample of 20,000 training rows
 * (all of them, where there are no more) and the first row of every class the sample lacks. Rows are mixed within blocks, so a file
 * that is sorted by its target has to be shuffled first.
 *
 * @throws ChainzRuleError as `readCsv` and `fitPreparation` do; `INVALID_ARGUMENT` for the fraction.
 */
export async function streamCsv(open: () => CsvSource, options: CsvStreamOptions): Promise<CsvStream> {
  const { test, seed, target, task, missingIndicator, ...csv } = options;
  if (!(test > 0 && test < 1))
    fail('INVALID_ARGUMENT', `streamCsv: test is ${describeValue(test)}; allowed: above 0 and below 1`);
  const rng = Rng.fromSeed(seed).fork('stream');
  const blocks: BlockReader = { open, csv, fraction: test, rng: rng.fork('held out') };
  const sample = new TrainingSample(target, csv, rng.fork('sample'));
  let testRows = 0;
  for await (const block of csvBlocks(blocks)) {
    sample.take(block);
    testRows += block.split.test.length;
  }
  const table = sample.finish();
  if (testRows === 0) fail('INVALID_DATA', `the CSV has ${sample.rows} rows; that is too few to hold some out`);
  const preparation = fitPreparation(table, { target, task, missingIndicator, missing: csv.missing });
  const monitored = prepareFeatures(
    preparation,
    table,
    Int32Array.from({ length: Math.min(table.rows, 256) }, (_, row) => row),
  );
  const train = new CsvRowSource(blocks, preparation, { rows: sample.rows, sample: monitored, rng: rng.fork('order') });
  return {
    names: table.names,
    preparation,
    sampleRows: table.rows,
    train,
    testRows,
    async *test() {
      for await (const block of csvBlocks(blocks))
        if (block.split.test.length > 0) yield preparedRows(preparation, block, 'test');
    },
    [Symbol.asyncDispose]: () => train.close(),
  };
}
