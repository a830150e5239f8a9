import {
  type BackendV1,
  type Batch,
  type FitPlan,
  type FitSettings,
  fitPlan,
  initialParameters,
  type Matrix,
  type ProgramV1,
  Rng,
  type Schedule,
  type StepFactorsV1,
  scheduleValue,
} from '@chainzrule/core';

/** One network that learns a few steps at a time, from rows that may change between them. */
export class LiveNetwork implements AsyncDisposable {
  readonly #program: ProgramV1;
  readonly #plan: FitPlan;

  private constructor(program: ProgramV1, plan: FitPlan) {
    this.#program = program;
    this.#plan = plan;
  }

  /** Compiles the settings' network for points of the plane, with the seeded parameters that `fitNetwork` would start from. */
  static async create(backend: BackendV1, settings: FitSettings, rows: number): Promise<LiveNetwork> {
    const plan = fitPlan(settings, { type: 'binary' }, 2, rows);
    const rng = Rng.fromSeed(settings.seed).fork('initial parameters');
    const parameters = initialParameters(plan.network, rng, { coefficients: settings.initial });
    return new LiveNetwork(await backend.compile(plan.network, parameters, plan.optimizer), plan);
  }

  /** Trains on batches whose rows are given, one after another; `from` is the number of steps done before. */
  async train(batch: Batch, rows: Int32Array, batchSize: number, from: number, steps: number, lambda: Schedule) {
    await using data = await this.#program.load(batch);
    const count = rows.length / batchSize;
    return await this.#program.trainSteps(data, {
      rows,
      batchSize,
      factors: this.#factors(from, count, steps, lambda),
    });
  }

  /** Logits and norms of ∂logit/∂x at each row of x. */
  async look(
    x: Matrix,
  ): Promise<{ readonly logits: Float64Array; readonly norms: Float64Array; readonly layer: Float64Array }> {
    const logits = await this.#program.forward(x);
    const { input, layer } = await this.#program.derivativeNorms(x);
    return { logits: Float64Array.from(logits.data), norms: input, layer };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }

  #factors(from: number, count: number, steps: number, lambda: Schedule): StepFactorsV1 {
    const { optimizer, learningRate } = this.#plan;
    const [beta1, beta2] = optimizer.type === 'adamw' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
    const each = (value: (step: number, progress: number) => number): Float64Array =>
      Float64Array.from({ length: count }, (_, i) => value(from + i, (from + i) / Math.max(steps - 1, 1)));
    return {
      lambda: each((step, progress) => scheduleValue(lambda, progress, step)),
      learningRate: each((step, progress) => scheduleValue(learningRate, progress, step)),
      oneMinusBeta1: each(() => 1 - beta1),
      oneMinusBeta2: each(() => 1 - beta2),
      correction1: each((step) => 1 - beta1 ** (step + 1)),
      correction2: each((step) => 1 - beta2 ** (step + 1)),
    };
  }
}
