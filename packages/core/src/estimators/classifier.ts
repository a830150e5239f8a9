import { headOf } from '../assess/scores.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { ClassTarget, Task } from '../data/index.ts';
import { classProbabilities, predictedClasses } from '../fit/index.ts';
import { accuracy } from '../metrics/index.ts';
import type { HeadSpec } from '../spec/network.ts';
import { Estimator } from './estimator.ts';
import type { EstimatorOptions, Label, Rows } from './estimator-options.ts';

/** What the two kinds of classifiers share. */
abstract class ClassEstimator extends Estimator<Label> {
  /** The classes in the order of the columns of `predictProba`. */
  get classes(): readonly Label[] {
    const { classes, numeric } = this.#target('classes');
    return numeric ? classes.map(Number) : classes;
  }

  /** The most probable class of each row (ordinal: the number of thresholds passed). @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predict(X: Rows): Promise<Label[]> {
    const indices = predictedClasses(this.#head('predict'), await this.logits('predict', X));
    const { classes } = this;
    return Array.from(indices, (index) => classes[index]!);
  }

  /** Probabilities [rows, classes], columns in the order of `classes`. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predictProba(X: Rows): Promise<Matrix> {
    return classProbabilities(this.#head('predictProba'), await this.logits('predictProba', X));
  }

  /** Accuracy on rows with known classes. */
  async score(X: Rows, y: ArrayLike<Label>): Promise<number> {
    const targets = this.targets('score', X, y);
    return accuracy(targets, predictedClasses(this.#head('score'), await this.logits('score', X)));
  }

  #target(call: string): ClassTarget {
    return this.requireModel(call).preparation.target as ClassTarget;
  }

  #head(call: string): Exclude<HeadSpec, { type: 'regression' }> {
    return headOf(this.requireModel(call).preparation) as Exclude<HeadSpec, { type: 'regression' }>;
  }
}

/** Predicts classes without an order: two by a sigmoid, more by a softmax. */
export class ChainzRuleClassifier extends ClassEstimator {
  protected override readonly tasks: readonly Task[] = ['binary', 'categorical'];

  /** Reads what `save` gave. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
  static load(bytes: Uint8Array, options: EstimatorOptions = {}): ChainzRuleClassifier {
    return new ChainzRuleClassifier(options).restore(bytes);
  }
}

/** Predicts ordered classes (CORAL: one score, K − 1 thresholds); numbers are ordered as numbers, texts by code points. */
export class ChainzRuleOrdinal extends ClassEstimator {
  protected override readonly tasks: readonly Task[] = ['ordinal'];

  /** Reads what `save` gave. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
  static load(bytes: Uint8Array, options: EstimatorOptions = {}): ChainzRuleOrdinal {
    return new ChainzRuleOrdinal(options).restore(bytes);
  }
}
