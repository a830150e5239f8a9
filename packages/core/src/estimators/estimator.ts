import { headOf } from '../assess/scores.ts';
import { setAside } from '../assess/set-aside.ts';
import type { BackendV1 } from '../contract/backend.ts';
import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';
import {
  balancedWeights,
  fitPreparation,
  type Preparation,
  prepareFeatures,
  prepareTargets,
  type Task,
} from '../data/index.ts';
import { describeValue, fail } from '../errors/index.ts';
import { type FitSettings, type FittedNetwork, fitNetwork, fitSettings } from '../fit/index.ts';
import { decodeModel, encodeModel, type ModelFile } from '../model-file/index.ts';
import { createReferenceBackend } from '../reference/index.ts';
import { type TailRatio, tailRatio } from '../tail-ratio/index.ts';
import type { EpochRecord } from '../training/index.ts';
import type { EstimatorOptions, FitOptions, Label, Rows } from './estimator-options.ts';
import { trainingSummary } from './training-summary.ts';
import { toTable, withTarget } from './training-table.ts';

/** What classifiers and regressors share: preparation, fitting, tail ratios and files. Use a subclass. */
export abstract class Estimator<Y extends Label> {
  protected abstract readonly tasks: readonly Task[];
  protected readonly backend: BackendV1;
  readonly #settings: FitSettings;
  readonly #classWeight: 'balanced' | undefined;
  readonly #missingIndicator: boolean;
  #model: ModelFile | undefined;
  #history: readonly EpochRecord[] = [];

  /** @throws ChainzRuleError `INVALID_SPEC` naming each wrong setting. */
  constructor({
    backend = createReferenceBackend(),
    classWeight,
    missingIndicator = false,
    ...settings
  }: EstimatorOptions = {}) {
    if (classWeight !== undefined && classWeight !== 'balanced')
      fail('INVALID_SPEC', `classWeight is ${describeValue(classWeight)}; allowed: "balanced"`);
    this.backend = backend;
    this.#settings = fitSettings(settings);
    this.#classWeight = classWeight;
    this.#missingIndicator = missingIndicator;
  }

  /** Whether there is a model: after `fit` or `load`. */
  get isFitted(): boolean {
    return this.#model !== undefined;
  }

  /** Figures of every epoch of the last `fit`; empty after `load`. */
  get history(): readonly EpochRecord[] {
    return this.#history;
  }

  /**
   * Learns from rows X and targets y; a second call starts anew.
   * @throws ChainzRuleError `INVALID_DATA`, `SHAPE_MISMATCH`, `INVALID_ARGUMENT`, `DIVERGED`, `ABORTED`; the model from before stays.
   */
  async fit(X: Rows, y: ArrayLike<Y>, options: FitOptions<Y> = {}): Promise<this> {
    const table = withTarget('fit', toTable('fit', X, options.names), y, this.tasks.includes('regression'));
    const preparation = this.#fitPreparation(table);
    const all = this.#batch(preparation, table, options.sampleWeight);
    const { fitting, validation } = this.#divide(preparation, all, options);
    const { onEpoch, signal } = options;
    const fitted = await fitNetwork(this.#settings, headOf(preparation), fitting, {
      backend: this.backend,
      validation,
      onEpoch,
      signal,
    });
    this.#model = { ...this.#modelOf(fitted, fitting.x.rows), preparation };
    this.#history = fitted.history;
    return this;
  }

  /** Tail ratios over rows without labels (math: §4), of the derivative with respect to the prepared inputs. */
  async tailRatio(X: Rows): Promise<{ readonly layer: TailRatio; readonly input: TailRatio }> {
    const { network, parameters } = this.requireModel('tailRatio');
    await using program = await this.backend.compile(network, parameters);
    const { layer, input } = await program.derivativeNorms(this.prepared('tailRatio', X));
    return { layer: tailRatio(layer), input: tailRatio(input) };
  }

  /** The model as the bytes of a safetensors file: the same model gives the same bytes. */
  save(): Uint8Array<ArrayBuffer> {
    return encodeModel(this.requireModel('save'));
  }

  /** The model's documents and tensors. */
  get model(): ModelFile & { readonly preparation: Preparation } {
    return this.requireModel('model');
  }

  /** Takes a model file's bytes. */
  protected restore(bytes: Uint8Array): this {
    const model = decodeModel(bytes);
    if (model.preparation === null)
      fail(
        'INVALID_MODEL_FILE',
        'the model file has no preparation: it takes prepared rows only; compile its network on a backend instead',
      );
    const { task } = model.preparation.target;
    if (!this.tasks.includes(task)) {
      fail(
        'INVALID_MODEL_FILE',
        `the model file predicts a ${task} target, this estimator takes ${this.tasks.join(' or ')}; load it with the class for ${task} targets`,
        { task },
      );
    }
    this.#model = model;
    return this;
  }

  protected requireModel(call: string): ModelFile & { readonly preparation: Preparation } {
    const model = this.#model;
    if (model === undefined)
      fail('NOT_FITTED', `${call}: this estimator has no model yet; call fit(X, y) first, or load one`);
    return model as ModelFile & { readonly preparation: Preparation };
  }

  /** Prepared inputs of X. */
  protected prepared(call: string, X: Rows): Matrix {
    const { network, preparation } = this.requireModel(call);
    if (Array.isArray(X) && X.length === 0) return { data: new Float64Array(0), rows: 0, cols: network.inputs };
    const table = toTable(call, X);
    const byName = preparation.named && table.named;
    // X never holds the target, though a file that is matched by position may.
    if (!byName && table.columns.length !== preparation.columns.length) {
      const [found, taken] = [table.columns.length, preparation.columns.length];
      fail('INVALID_DATA', `${call}: X has ${found} columns, the model takes ${taken}, without the target`, { found });
    }
    return prepareFeatures(preparation, table);
  }

  /** Logits [rows, logits] of X. */
  protected async logits(call: string, X: Rows): Promise<Matrix> {
    const { network, parameters } = this.requireModel(call);
    const x = this.prepared(call, X);
    await using program = await this.backend.compile(network, parameters);
    return await program.forward(x);
  }

  /** Targets as the network takes them, of rows that have them. */
  protected targets(call: string, X: Rows, y: ArrayLike<Y>): Float64Array {
    const { preparation } = this.requireModel(call);
    const table = withTarget(call, toTable(call, X), y, this.tasks.includes('regression'));
    return prepareTargets(atEnd(preparation, table.names), table);
  }

  #fitPreparation(table: ReturnType<typeof toTable>): Preparation {
    const task = this.tasks.length === 1 ? this.tasks[0] : undefined;
    const options = { target: table.columns.length - 1, task, missingIndicator: this.#missingIndicator };
    const preparation = fitPreparation(table, options);
    // Numbers with many values are classes all the same where a classifier is asked for.
    if (this.tasks.includes(preparation.target.task)) return preparation;
    return fitPreparation(table, { ...options, task: 'categorical' });
  }

  #batch(preparation: Preparation, table: ReturnType<typeof toTable>, sampleWeight?: ArrayLike<number>): Batch {
    const y = prepareTargets(atEnd(preparation, table.names), table);
    const x = prepareFeatures(preparation, table);
    if (sampleWeight !== undefined && sampleWeight.length !== x.rows) {
      fail('SHAPE_MISMATCH', `fit: X has ${x.rows} rows, sampleWeight has ${sampleWeight.length} entries`);
    }
    if (sampleWeight === undefined && this.#classWeight === undefined) return { x, y };
    const balanced =
      this.#classWeight === undefined || preparation.target.task === 'regression' ? undefined : balancedWeights(y);
    return { x, y, weights: Float64Array.from(y, (_, row) => (sampleWeight?.[row] ?? 1) * (balanced?.[row] ?? 1)) };
  }

  #divide(
    preparation: Preparation,
    all: Batch,
    { validation }: FitOptions<Y>,
  ): { readonly fitting: Batch; readonly validation?: Batch | undefined } {
    const stratified = preparation.target.task !== 'regression';
    if (typeof validation === 'number') return setAside(all, validation, this.#settings.seed, stratified);
    if (validation === undefined)
      return this.#settings.patience === null
        ? { fitting: all }
        : setAside(all, undefined, this.#settings.seed, stratified);
    const table = withTarget('fit: validation', toTable('fit: validation', validation.X), validation.y, !stratified);
    return {
      fitting: all,
      validation: { x: prepareFeatures(preparation, table), y: prepareTargets(atEnd(preparation, table.names), table) },
    };
  }

  #modelOf(fitted: FittedNetwork, rows: number): Omit<ModelFile, 'preparation'> {
    return {
      network: fitted.plan.network,
      parameters: fitted.parameters,
      training: trainingSummary(this.#settings, fitted, rows),
    };
  }
}

/** The preparation for a table whose last column is the target, whatever it is called there. */
function atEnd(preparation: Preparation, names: readonly string[]): Preparation {
  return { ...preparation, target: { ...preparation.target, name: names.at(-1)!, index: names.length - 1 } };
}
