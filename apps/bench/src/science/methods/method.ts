import type { FitDocument } from '@chainzrule/core';

/** What a method's tuning varies: four values each, chosen by the log loss on the inner validation rows. */
export type Tuning =
  /** Nothing: every setting is by rule. */
  | { readonly parameter: 'none' }
  /** λ = value · √(100/n) of DREG, or of the run's regularizer. */
  | { readonly parameter: 'lambda'; readonly values: readonly number[] }
  /** The share of the full number of steps. */
  | { readonly parameter: 'duration'; readonly values: readonly number[] }
  /** Decoupled weight decay. */
  | { readonly parameter: 'weightDecay'; readonly values: readonly number[] }
  /** Dropout's rate. */
  | { readonly parameter: 'rate'; readonly values: readonly number[] }
  /** The spectral norm's bound. */
  | { readonly parameter: 'bound'; readonly values: readonly number[] };

/** A network with its training, as a document. */
export interface NetworkMethod {
  readonly kind: 'network';
  readonly name: string;
  /** What it is, in a sentence for tables' legends. */
  readonly title: string;
  /** Changes to the estimators' defaults. */
  readonly settings: Partial<FitDocument>;
  readonly regularizer?: 'dropout' | 'spectralNorm' | 'inputGradient' | 'hoffman' | undefined;
  readonly tuning: Tuning;
}

/** A classifier of scikit-learn or xgboost, run by Debian's Python; four configurations as its own parameters. */
export interface PeerMethod {
  readonly kind: 'peer';
  readonly name: string;
  readonly title: string;
  readonly model: 'logistic' | 'svm' | 'xgboost';
  readonly configurations: readonly Readonly<Record<string, number>>[];
}

export type MethodDocument = NetworkMethod | PeerMethod;
