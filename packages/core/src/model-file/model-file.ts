import type { Parameters } from '../contract/parameters.ts';
import type { Preparation } from '../data/preparation.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { JsonObject } from './json.ts';

/** The mark of a model file, in the metadata key `format`. */
export const MODEL_FORMAT = 'chainzrule/model@1';

/**
 * A trained model as one document: everything from a raw row to logits.
 *
 * `preparation` is null where the rows come prepared; `training` sums up how the parameters came about (options, seed, records)
 * as plain JSON, without times or devices, so that the same training gives the same file.
 */
export interface ModelFile {
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  readonly preparation: Preparation | null;
  readonly training: JsonObject;
}
