/** A number as JSON can hold it: what is not finite becomes null. */
export type Figure = number | null;

/** A figure of either tail-ratio quantity. */
export interface QuantityFigures {
  readonly layer: Figure;
  readonly input: Figure;
}

/** One epoch's figures, as in `EpochRecord`. */
export interface EpochFigures {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly loss: Figure;
  readonly task: Figure;
  readonly penalty: Figure;
  readonly gradientNorm: Figure;
  readonly largestGradientNorm: Figure;
  readonly lambda: Figure;
  readonly learningRate: Figure;
  readonly validation?: Figure | undefined;
  readonly tailRatio?: QuantityFigures | undefined;
}

/** One network on one fold. */
export interface FoldRecord {
  readonly fold: number;
  readonly trainRows: number;
  readonly testRows: number;
  /** λ as text, the sd of the input noise and the epochs that were really used. */
  readonly lambda: string;
  readonly inputNoise: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly scores: Readonly<Record<string, Figure>>;
  /** Tail ratios over the test rows' inputs. */
  readonly tailRatio: QuantityFigures;
  /** Means of the gradient norms there. */
  readonly meanNorm: QuantityFigures;
  readonly history: readonly EpochFigures[];
}

/** Gradient norms over the test rows of all folds together. */
export interface NormFigures {
  readonly ratio: Figure;
  readonly mean: Figure;
  readonly p50: Figure;
  readonly p90: Figure;
  readonly p99: Figure;
  readonly max: Figure;
  /** [bins + 1] ascending ends and [bins] counts of the histogram. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Test rows with a predicted class's probability in (from, to]. */
export interface CalibrationFigures {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly confidence: Figure;
  readonly accuracy: Figure;
}

/** Figures over the test rows of all folds together. */
export interface PooledFigures {
  /** [layers] root mean square over rows of ‖diag(D_l) W_lᵀ‖_F, mean over folds. */
  readonly layerNorms: readonly Figure[];
  readonly norms: { readonly layer: NormFigures; readonly input: NormFigures };
  /** Classification: 10 bins. */
  readonly calibration?: readonly CalibrationFigures[] | undefined;
  /** Classification: rows by true class, then predicted class. */
  readonly confusion?: readonly (readonly number[])[] | undefined;
  /** Regression: up to 1,000 test rows as [true, predicted], in the target's units. */
  readonly scatter?: readonly (readonly [number, number])[] | undefined;
}

/** One network over all folds. */
export interface NetworkRecord {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The network document. */
  readonly network: unknown;
  readonly folds: readonly FoldRecord[];
  /** Mean and sample sd over folds, by figure. */
  readonly summary: Readonly<Record<string, { readonly mean: Figure; readonly sd: Figure }>>;
  readonly pooled: PooledFigures;
}

/** What was trained on texts: the encoder, the texts as it saw them, and those the first network gets most wrong. */
export interface TextFigures {
  /** What the encoder is: kind, source, revision, dtype, pooling, hashes, device. */
  readonly encoder: Readonly<Record<string, string | number | null>>;
  /** Length of an embedding. */
  readonly dimensions: number;
  readonly texts: number;
  /** Tokens of all texts together, and of the longest. */
  readonly tokens: number;
  readonly longest: number;
  /** Texts longer than the encoder takes, and texts of white space alone. */
  readonly cut: number;
  readonly empty: number;
  /** Misclassified test texts with the least probability for their true class, least first. */
  readonly worst: readonly {
    readonly text: string;
    readonly truth: string;
    readonly predicted: string;
    /** Of the true class, and of the predicted one. */
    readonly probabilities: readonly [number, number];
  }[];
}

/** A training run with its protocol and figures: `chainzrule/record@1`. */
export interface RunRecord {
  readonly format: 'chainzrule/record@1';
  readonly data: {
    readonly name: string;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: readonly string[];
    readonly target: string;
    readonly task: 'binary' | 'categorical' | 'ordinal' | 'regression';
    readonly classes: readonly string[];
    readonly synthetic: boolean;
  };
  readonly protocol: {
    readonly kind: 'folds' | 'heldOut';
    readonly folds: number;
    readonly testFraction?: number | undefined;
    readonly stratified: boolean;
    readonly statement: string;
  };
  /** Where the inputs are texts. */
  readonly text?: TextFigures | undefined;
  readonly seed: number;
  readonly networks: readonly NetworkRecord[];
  /** What differs from run to run; everything else is the same bytes for the same seed and backend. */
  readonly environment: {
    readonly chainzrule: string;
    readonly node: string;
    readonly backend: string;
    readonly device: string;
    readonly startedAt: string;
    readonly seconds: number;
  };
}
