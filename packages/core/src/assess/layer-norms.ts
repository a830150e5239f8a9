import type { BackendV1 } from '../contract/backend.ts';
import type { Batch } from '../contract/batch.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { batchRows } from '../training/batch-rows.ts';

const CHUNK = 1024;

/** [layers] root mean square over the rows of ‖diag(D_l) W_lᵀ‖_F, whatever penalty the network was trained with. */
export async function layerNorms(
  backend: BackendV1,
  network: NetworkSpec,
  parameters: Parameters,
  rows: Batch,
): Promise<Float64Array> {
  const sums = new Float64Array(network.layers.length);
  if (sums.length === 0) return sums;
  const measured: NetworkSpec = { ...network, dreg: { penalty: 'local', reduction: 'sum' } };
  await using program = await backend.compile(measured, parameters);
  for (let start = 0; start < rows.x.rows; start += CHUNK) {
    const part = batchRows(rows, start, Math.min(start + CHUNK, rows.x.rows));
    const { penaltyPerLayer } = await program.evaluate(part, 0);
    penaltyPerLayer.forEach((value, layer) => {
      sums[layer]! += (value * part.x.rows) / rows.x.rows;
    });
  }
  return sums.map(Math.sqrt);
}
