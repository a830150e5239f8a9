import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { DatasetHandleV1, ProgramV1 } from '../contract/program.ts';
import type { Rng } from '../random/rng.ts';
import { matrixRows, takeMatrixRows } from './batch-rows.ts';
import { withInputNoise } from './input-noise.ts';
import { isRowSource, type RowSource } from './row-source.ts';
import { RowStream } from './row-stream.ts';
import type { Timetable } from './timetable.ts';

const MONITORED_ROWS = 256;
/** Rows of a source that go to the device at once. */
const PIECE_ROWS = 4096;

/** Steps that run in one call, and the rows they take. */
export interface FeedPiece {
  /** Steps [from, to) of the run. */
  readonly from: number;
  readonly to: number;
  /** The rows on the device, and which of them each step takes. */
  readonly data: DatasetHandleV1;
  readonly rows: Int32Array;
  /** The same rows without noise, on the host. */
  readonly batch: Batch;
}

/** Brings rows to the device as steps need them. */
export interface RowFeed {
  /** Training rows that tail ratios are measured on. */
  readonly monitored: Matrix;
  /** The pieces of the steps [from, to); each is there until the next is asked for. `epoch`: whose input noise they get. */
  pieces(from: number, to: number, epoch: number): AsyncGenerator<FeedPiece>;
}

/** What a feed needs besides the rows. `noise`: sd of the input noise. */
export interface FeedContext {
  readonly program: ProgramV1;
  readonly timetable: Timetable;
  readonly rng: Rng;
  readonly noise: number;
}

export function createFeed(rows: Batch | RowSource, context: FeedContext): RowFeed {
  return isRowSource(rows) ? streamedFeed(rows, context) : loadedFeed(rows, context);
}

/** All rows on the device at once; with input noise anew for every call. */
function loadedFeed(batch: Batch, { program, timetable, rng, noise }: FeedContext): RowFeed {
  const { x } = batch;
  const order = new RowStream(rng.fork('order'), x.rows);
  const noises = rng.fork('input noise');
  let clean: DatasetHandleV1 | undefined;
  return {
    monitored:
      x.rows <= MONITORED_ROWS
        ? matrixRows(x, 0, x.rows)
        : takeMatrixRows(x, rng.fork('monitor').permutation(x.rows).subarray(0, MONITORED_ROWS)),
    async *pieces(from, to, epoch) {
      if (noise === 0) clean ??= await program.load(batch);
      const data = clean ?? (await program.load(withInputNoise(batch, noise, noises.fork(epoch))));
      const positions = timetable.positions(from, to);
      yield { from, to, data, rows: order.take(positions.from, positions.to), batch };
      if (data !== clean) await data[Symbol.asyncDispose]();
    },
  };
}

/** A piece of the stream on the device at a time; the next is read while the steps of one run. */
function streamedFeed(source: RowSource, { program, timetable, rng, noise }: FeedContext): RowFeed {
  const noises = rng.fork('input noise');
  const steps = Math.max(1, Math.floor(PIECE_ROWS / timetable.batchSize));
  const read = (from: number, to: number): Promise<Batch> => {
    const positions = timetable.positions(from, to);
    const batch = source.take(positions.from, positions.to);
    // Where the run ends before it is needed, nobody hears of its failure.
    batch.catch(() => undefined);
    return batch;
  };
  return {
    monitored: matrixRows(source.sample, 0, MONITORED_ROWS),
    async *pieces(from, to, epoch) {
      const end = (start: number): number => Math.min(start + steps, to);
      let next = read(from, end(from));
      for (let start = from; start < to; start = end(start)) {
        const batch = await next;
        const stop = end(start);
        if (stop < to) next = read(stop, end(stop));
        const noisy = noise === 0 ? batch : withInputNoise(batch, noise, noises.fork(epoch).fork(start));
        const data = await program.load(noisy);
        const rows = Int32Array.from({ length: batch.x.rows }, (_, row) => row);
        yield { from: start, to: stop, data, rows, batch };
        await data[Symbol.asyncDispose]();
      }
    },
  };
}
