import type { Matrix } from '../contract/matrix.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { logitCount } from '../spec/tensor-shapes.ts';
import type { TensorFunction } from '../trace/trace.ts';
import { toFloat64 } from './device-batch.ts';
import type { ExecutorV1 } from './executor.ts';

/** Elements that one intermediate tensor of a chunk may have. */
const CHUNK_ELEMENTS = 2 ** 21;
const MAX_CHUNK_ROWS = 1024;

/**
 * Applies a row-wise function to x in chunks, so that memory does not grow with the rows.
 * `fn`: [...leading, x] → matrices with x's rows, given back whole.
 */
export async function applyToRows<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  key: string,
  fn: TensorFunction,
  leading: readonly V[],
  x: Matrix,
): Promise<Matrix[]> {
  const chunkRows = rowsPerChunk(network);
  const parts: (readonly Float64Array[])[] = [];
  // Zero rows still make one call, which tells how wide the results are.
  for (let start = 0; start === 0 || start < x.rows; start += chunkRows) {
    const rows = Math.min(chunkRows, Math.max(x.rows - start, 1));
    const chunk =
      x.rows === 0 ? new Float64Array(x.cols) : toFloat64(x.data.subarray(start * x.cols, (start + rows) * x.cols));
    const input = await executor.upload(chunk, [rows, x.cols]);
    const outputs = await executor.run(key, fn, [...leading, input]);
    parts.push(await executor.download(outputs));
    executor.dispose([input, ...outputs]);
  }
  const firstRows = Math.min(chunkRows, Math.max(x.rows, 1));
  return parts[0]!.map((first, index) =>
    join(
      parts.map((part) => part[index]!),
      x.rows,
      first.length / firstRows,
    ),
  );
}

function join(parts: readonly Float64Array[], rows: number, cols: number): Matrix {
  if (parts.length === 1 && rows > 0) return { data: parts[0]!, rows, cols };
  const data = new Float64Array(rows * cols);
  if (rows === 0) return { data, rows, cols };
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { data, rows, cols };
}

/** The widest intermediate of `derivativeNorms` is [rows · outputs, width]. */
function rowsPerChunk(network: NetworkSpec): number {
  const width = Math.max(network.inputs, ...network.layers.map(({ units }) => units));
  return Math.max(1, Math.min(MAX_CHUNK_ROWS, Math.floor(CHUNK_ELEMENTS / (width * logitCount(network.head)))));
}
