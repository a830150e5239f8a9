import { restoreTargets, type Task } from '../data/index.ts';
import { r2 } from '../metrics/index.ts';
import { Estimator } from './estimator.ts';
import type { EstimatorOptions, Rows } from './estimator-options.ts';

/** Predicts numbers; targets are standardised for training and given back in their own units. */
export class ChainzRuleRegressor extends Estimator<number> {
  protected override readonly tasks: readonly Task[] = ['regression'];

  /** Predicted values [rows], in the target's units. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predict(X: Rows): Promise<Float64Array> {
    const { preparation } = this.requireModel('predict');
    return restoreTargets(preparation, (await this.logits('predict', X)).data);
  }

  /** R² on rows with known values. */
  async score(X: Rows, y: ArrayLike<number>): Promise<number> {
    return r2(Float64Array.from(y), await this.predict(X));
  }

  /** Reads what `save` gave. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
  static load(bytes: Uint8Array, options: EstimatorOptions = {}): ChainzRuleRegressor {
    return new ChainzRuleRegressor(options).restore(bytes);
  }
}
