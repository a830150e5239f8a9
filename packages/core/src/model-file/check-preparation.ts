import { featureNames, type Preparation, parsePreparation } from '../data/preparation.ts';
import { fail } from '../errors/fail.ts';
import type { NetworkSpec } from '../spec/network.ts';

/** Checks a preparation document, and that it makes as many columns as the network takes. */
export function checkPreparation(network: NetworkSpec, value: unknown): Preparation {
  const preparation = parsePreparation(value);
  const columns = featureNames(preparation).length;
  if (columns === network.inputs) return preparation;
  fail(
    'SHAPE_MISMATCH',
    `the preparation makes ${columns} columns, the network takes ${network.inputs}; they must be of one model`,
    {
      columns,
      inputs: network.inputs,
    },
  );
}
