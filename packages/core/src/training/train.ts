import type { DatasetHandleV1, ProgramV1 } from '../contract/program.ts';
import type { StepPlanV1, StepRecordsV1 } from '../contract/step-plan.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { fail } from '../errors/fail.ts';
import { Rng } from '../random/rng.ts';
import type { Schedule } from '../schedules/index.ts';
import { matrixRows, takeMatrixRows, takeRows } from './batch-rows.ts';
import { BestState } from './best-state.ts';
import { checkTraining, lambdaSource } from './check-training.ts';
import { checkCheckpoint, type TrainingCheckpoint } from './checkpoint.ts';
import { divergingTensor, firstDivergedStep } from './divergence.ts';
import type { EpochRecord } from './epoch-record.ts';
import { epochRecord } from './epoch-records.ts';
import { withInputNoise } from './input-noise.ts';
import { RowStream } from './row-stream.ts';
import { measureTailRatio } from './tail-ratio-monitor.ts';
import { Timetable } from './timetable.ts';
import type { TrainingOptions, TrainingResult } from './training-options.ts';
import { validationLoss } from './validation-loss.ts';

/** Steps that one plan should have at least, so that calls into the backend stay few. */
const STEPS_PER_PLAN = 64;
const DEFAULT_GRADIENT_NORM_LIMIT = 1e12;
const MONITORED_ROWS = 256;

/**
 * Trains a network: seeded row order, schedules, input noise, validation, early stopping, closed-loop λ. Every backend walks the same path.
 *
 * @throws ChainzRuleError `INVALID_ARGUMENT` for impossible options; `ABORTED` when `signal` fires, and `DIVERGED` naming
 * tensor, epoch and step when a loss is not finite or a gradient norm passes the limit: both keep the last good state in
 * `details.state`, from which training can go on.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  checkTraining(options);
  await using program = await options.backend.compile(options.network, options.parameters, options.optimizer);
  return await new TrainingRun(options, program).run();
}

/** Epochs that run as one plan: [first, last], counted from 1. */
interface EpochRange {
  readonly first: number;
  readonly last: number;
}

class TrainingRun {
  readonly #options: TrainingOptions;
  readonly #program: ProgramV1;
  readonly #timetable: Timetable;
  readonly #order: RowStream;
  readonly #noise: Rng;
  readonly #lambda: ReturnType<typeof lambdaSource>;
  readonly #monitored;
  #best: BestState;
  readonly #history: EpochRecord[];

  constructor(options: TrainingOptions, program: ProgramV1) {
    const rng = Rng.fromSeed(options.seed);
    const { x } = options.rows;
    this.#options = options;
    this.#program = program;
    this.#timetable = new Timetable(x.rows, options.epochs, options.batchSize);
    this.#order = new RowStream(rng.fork('order'), x.rows);
    this.#noise = rng.fork('input noise');
    const from = options.checkpoints?.from;
    if (from !== undefined) checkCheckpoint(from, this.#timetable);
    this.#history = [...(from?.history ?? [])];
    this.#lambda = lambdaSource(options.lambda, from?.lambda);
    this.#monitored =
      x.rows <= MONITORED_ROWS
        ? matrixRows(x, 0, x.rows)
        : takeMatrixRows(x, rng.fork('monitor').permutation(x.rows).subarray(0, MONITORED_ROWS));
    this.#best = new BestState(options.patience ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<TrainingResult> {
    const { epochs } = this.#options;
    const clean = this.#hasNoise ? undefined : await this.#program.load(this.#options.rows);
    const done = this.#history.length;
    await this.#restore();
    let before = await this.#program.snapshot();
    if (done > 0 && this.#best.isExhausted(done)) return this.#result(before, 'early');
    for (let first = done + 1; first <= epochs; ) {
      const range = { first, last: this.#lastOfPlan(first) };
      this.#checkAborted(before, first - 1);
      const lambda = this.#lambda.current();
      const data =
        clean ??
        (await this.#program.load(
          withInputNoise(this.#options.rows, this.#options.inputNoise!, this.#noise.fork(first)),
        ));
      const plan = this.#plan(range, lambda);
      const records = await this.#program.trainSteps(data, plan);
      await this.#checkDiverged(before, data, plan, records, first);
      if (this.#hasNoise) await data[Symbol.asyncDispose]();
      before = await this.#program.snapshot();
      await this.#record(range, plan, records, before);
      await this.#keep(range.last, before);
      if (this.#best.isExhausted(range.last)) return this.#result(before, 'early');
      first = range.last + 1;
    }
    return this.#result(before, 'finished');
  }

  /** Brings the program and the best state to where a checkpoint left them; both pass through the program, which checks them. */
  async #restore(): Promise<void> {
    const from = this.#options.checkpoints?.from;
    if (from === undefined) return;
    if (from.best !== undefined) {
      await this.#program.restore(from.best.state);
      const best = { ...from.best, state: await this.#program.snapshot() };
      this.#best = new BestState(this.#options.patience ?? Number.POSITIVE_INFINITY, best);
    }
    await this.#program.restore(from.state);
  }

  get #hasNoise(): boolean {
    return (this.#options.inputNoise ?? 0) > 0;
  }

  /** Whole epochs up to the next measurement or checkpoint, as many as a plan should have steps; one where something happens between epochs. */
  #lastOfPlan(first: number): number {
    const { validation, lambda, epochs } = this.#options;
    const controlled = typeof lambda === 'object' && lambda.kind === 'controlled';
    if (validation !== undefined || controlled || this.#hasNoise) return first;
    let last = first;
    const start = this.#timetable.stepAtEnd(first - 1);
    const isEnd = (epoch: number): boolean =>
      epoch === epochs ||
      this.#timetable.isMeasured(epoch) ||
      epoch % (this.#options.checkpoints?.every ?? Number.POSITIVE_INFINITY) === 0 ||
      this.#timetable.stepAtEnd(epoch) - start >= STEPS_PER_PLAN;
    while (!isEnd(last)) last++;
    return last;
  }

  #plan({ first, last }: EpochRange, lambda: Schedule): StepPlanV1 {
    const { optimizer, learningRate, batchSize } = this.#options;
    const [from, to] = [this.#timetable.stepAtEnd(first - 1), this.#timetable.stepAtEnd(last)];
    const positions = this.#timetable.positions(from, to);
    const factors = this.#timetable.factors(from, to, optimizer, learningRate, lambda);
    return { rows: this.#order.take(positions.from, positions.to), batchSize, factors };
  }

  #checkAborted(state: TrainingStateV1, epoch: number): void {
    const { signal, epochs } = this.#options;
    if (!signal?.aborted) return;
    fail(
      'ABORTED',
      `train: stopped by the signal after epoch ${epoch} of ${epochs}; the state is kept in details.state`,
      { epoch, state },
      signal.reason,
    );
  }

  async #checkDiverged(
    before: TrainingStateV1,
    data: DatasetHandleV1,
    plan: StepPlanV1,
    records: StepRecordsV1,
    firstEpoch: number,
  ): Promise<void> {
    const limit = this.#options.gradientNormLimit ?? DEFAULT_GRADIENT_NORM_LIMIT;
    const index = firstDivergedStep(records, limit);
    if (index < 0) return;
    const step = this.#timetable.stepAtEnd(firstEpoch - 1) + index;
    let epoch = firstEpoch;
    while (this.#timetable.stepAtEnd(epoch) <= step) epoch++;
    await this.#program.restore(before);
    if (index > 0) await this.#program.trainSteps(data, firstSteps(plan, index));
    const batch = takeRows(
      this.#options.rows,
      plan.rows.subarray(index * plan.batchSize, (index + 1) * plan.batchSize),
    );
    const tensor = await divergingTensor(this.#program, batch, plan.factors.lambda[index]!);
    const [loss, norm] = [records.loss[index]!, records.gradientNorm[index]!];
    fail(
      'DIVERGED',
      `train: diverged in epoch ${epoch}, step ${step + 1}: loss ${loss}, gradient norm ${norm} (limit ${limit}), first in ${tensor}. ` +
        'Lower the learning rate, clip gradients, or raise lambda; the last good state is kept in details.state',
      { epoch, step: step + 1, tensor, loss, gradientNorm: norm, limit, state: before },
    );
  }

  async #record(
    { first, last }: EpochRange,
    plan: StepPlanV1,
    records: StepRecordsV1,
    state: TrainingStateV1,
  ): Promise<void> {
    const offset = this.#timetable.stepAtEnd(first - 1);
    for (let epoch = first; epoch <= last; epoch++) {
      const steps = {
        from: this.#timetable.stepAtEnd(epoch - 1) - offset,
        to: this.#timetable.stepAtEnd(epoch) - offset,
      };
      // Only after the plan's last epoch is the state that of the epoch's end.
      const measured = epoch === last ? await this.#measure(last, state) : {};
      const entry = { ...epochRecord(epoch, this.#options.epochs, offset, plan, records, steps), ...measured };
      this.#history.push(entry);
      this.#options.onEpoch?.(entry);
    }
  }

  async #measure(epoch: number, state: TrainingStateV1): Promise<Pick<EpochRecord, 'validation' | 'tailRatio'>> {
    const { validation, lambda } = this.#options;
    const controlled = typeof lambda === 'object' && lambda.kind === 'controlled';
    const loss = validation && (await validationLoss(this.#program, validation));
    if (loss !== undefined) await this.#best.observe(epoch, loss, async () => state);
    const look = controlled || this.#timetable.isMeasured(epoch);
    const tailRatio = look ? await measureTailRatio(this.#program, this.#monitored) : undefined;
    if (tailRatio !== undefined) this.#lambda.observe(tailRatio.layer);
    return { ...(loss !== undefined && { validation: loss }), ...(tailRatio && { tailRatio }) };
  }

  /** Keeps a checkpoint after an epoch, where one is due. */
  async #keep(epoch: number, state: TrainingStateV1): Promise<void> {
    const { checkpoints, epochs, lambda } = this.#options;
    if (checkpoints === undefined) return;
    const due = epoch % checkpoints.every === 0 || epoch === epochs || this.#best.isExhausted(epoch);
    if (!due) return;
    const controlled = typeof lambda === 'object' && lambda.kind === 'controlled';
    const checkpoint: TrainingCheckpoint = {
      epoch,
      state,
      history: [...this.#history],
      ...(controlled && { lambda: this.#lambda.current() as number }),
      ...(this.#best.checkpoint && { best: this.#best.checkpoint }),
    };
    await checkpoints.save(checkpoint);
  }

  #result(last: TrainingStateV1, stopped: TrainingResult['stopped']): TrainingResult {
    const kept = this.#best.kept ?? { state: last, epoch: this.#history.length };
    return { state: kept.state, history: this.#history, bestEpoch: kept.epoch, stopped };
  }
}

/** A plan's first steps. */
function firstSteps({ rows, batchSize, factors }: StepPlanV1, steps: number): StepPlanV1 {
  const cut = Object.entries(factors).map(([name, values]: [string, Float64Array]) => [
    name,
    values.subarray(0, steps),
  ]);
  return { rows: rows.subarray(0, steps * batchSize), batchSize, factors: Object.fromEntries(cut) };
}
