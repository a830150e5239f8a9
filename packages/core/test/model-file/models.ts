import type { Preparation } from '../../src/data/preparation.ts';
import type { ModelFile } from '../../src/model-file/index.ts';
import { cubicNetwork, randomParameters } from '../support/networks.ts';

const preparation: Preparation = {
  format: 'chainzrule/preparation@1',
  named: true,
  clip: 5,
  columns: [
    { type: 'numeric', name: 'age', median: 31, mean: 33.4, scale: 11.7, indicator: true },
    { type: 'categorical', name: 'city', categories: ['Bern', 'Zürich "ZH"'] },
  ],
  target: { task: 'binary', name: 'ill', index: 2, classes: ['no', 'yes'], numeric: false },
};
const network = cubicNetwork(4, [3, 2], { type: 'binary' }, { penalty: 'local', reduction: 'sum', smoothing: 0.3 });

/** A small model with everything in it. */
export const model: ModelFile = {
  network,
  parameters: randomParameters(network, 1),
  preparation,
  training: { seed: 7, lambda: 0.1, losses: [0.7, 0.5], nested: { b: null, a: true } },
};

/** A safetensors file of a header text and data bytes, as hostile as one likes. */
export function fileOf(header: string, data: ArrayLike<number> = [], claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
