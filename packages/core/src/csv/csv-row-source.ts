import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';
import { featureNames, type Preparation } from '../data/index.ts';
import { fail } from '../errors/index.ts';
import type { Rng } from '../random/index.ts';
import { batchRows, joinBatches, takeRows } from '../training/batch-rows.ts';
import type { RowSource } from '../training/index.ts';
import { type BlockReader, type CsvBlock, csvBlocks, preparedRows } from './csv-blocks.ts';

/** What is known of the training rows from the first reading. */
interface KnownRows {
  readonly rows: number;
  readonly sample: Matrix;
  readonly rng: Rng;
}

/** A block's rows, mixed, at positions [from, to) of the endless stream. */
interface MixedBlock {
  readonly from: number;
  readonly to: number;
  readonly batch: Batch;
}

/** The training rows of a CSV file, pass after pass, mixed within blocks by a seeded order of each pass. */
export class CsvRowSource implements RowSource {
  readonly rows: number;
  readonly cols: number;
  readonly sample: Matrix;
  readonly #reader: BlockReader;
  readonly #preparation: Preparation;
  readonly #rng: Rng;
  #pass: { readonly number: number; readonly blocks: AsyncGenerator<CsvBlock>; read: number } | undefined;
  #block: MixedBlock = {
    from: 0,
    to: 0,
    batch: { x: { data: new Float64Array(0), rows: 0, cols: 0 }, y: new Float64Array(0) },
  };

  constructor(reader: BlockReader, preparation: Preparation, { rows, sample, rng }: KnownRows) {
    this.rows = rows;
    this.cols = featureNames(preparation).length;
    this.sample = sample;
    this.#reader = reader;
    this.#preparation = preparation;
    this.#rng = rng;
  }

  async take(from: number, to: number): Promise<Batch> {
    const pass = Math.floor(from / this.rows);
    if (from < this.#block.from || this.#pass === undefined || pass > this.#pass.number) await this.#start(pass);
    const parts: Batch[] = [];
    for (let at = from; at < to; ) {
      while (at >= this.#block.to) await this.#advance();
      const end = Math.min(to, this.#block.to);
      parts.push(batchRows(this.#block.batch, at - this.#block.from, end - this.#block.from));
      at = end;
    }
    return joinBatches(parts);
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#pass?.blocks.return(undefined);
    this.#pass = undefined;
  }

  async #start(pass: number): Promise<void> {
    await this.close();
    this.#pass = { number: pass, blocks: csvBlocks(this.#reader), read: 0 };
    this.#block = { ...this.#block, from: pass * this.rows, to: pass * this.rows };
  }

  async #advance(): Promise<void> {
    const pass = this.#pass!;
    const next = await pass.blocks.next();
    const from = this.#block.to;
    if (next.done === true) {
      if (from !== (pass.number + 1) * this.rows) this.#refuse();
      await this.#start(pass.number + 1);
      return;
    }
    const inOrder = preparedRows(this.#preparation, next.value, 'train');
    const order = this.#rng
      .fork(pass.number)
      .fork(pass.read++)
      .permutation(inOrder.x.rows);
    const to = from + order.length;
    if (to > (pass.number + 1) * this.rows) this.#refuse();
    this.#block = { from, to, batch: takeRows(inOrder, order) };
  }

  #refuse(): never {
    fail(
      'IO_FAILED',
      `the CSV no longer has the ${this.rows} training rows it had; do not write to it while it is read`,
    );
  }
}
