import type { ProgramV1 } from '../contract/program.ts';
import type { StepFactorsV1, StepPlanV1, StepRecordsV1 } from '../contract/step-plan.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';
import { Rng } from '../random/rng.ts';
import { takeRows } from './batch-rows.ts';
import { BestState } from './best-state.ts';
import { checkTraining, lambdaSource } from './check-training.ts';
import { checkCheckpoint, type TrainingCheckpoint } from './checkpoint.ts';
import { divergingTensor, firstDivergedStep } from './divergence.ts';
import type { EpochRecord } from './epoch-record.ts';
import { epochRecord } from './epoch-records.ts';
import { createFeed, type FeedPiece, type RowFeed } from './row-feed.ts';
import { extentOf, isRowSource } from './row-source.ts';
import { firstSteps, joinRecords, stepsOf } from './step-parts.ts';
import { measureTailRatio } from './tail-ratio-monitor.ts';
import { Timetable } from './timetable.ts';
import type { TrainingOptions, TrainingResult } from './training-options.ts';
import { validationLoss } from './validation-loss.ts';

/** Steps that one plan should have at least, so that calls into the backend stay few. */
const STEPS_PER_PLAN = 64;
const DEFAULT_GRADIENT_NORM_LIMIT = 1e12;

/**
 * Trains a network: seeded row order, schedules, input noise, validation, early stopping, closed-loop λ. Every backend walks the same path.
 *
 * @throws ChainzRuleError `INVALID_ARGUMENT` for impossible options; `ABORTED` when `signal` fires, and `DIVERGED` naming
 * tensor, epoch and step when a loss is not finite or a gradient norm passes the limit; `BACKEND_FAILED` when a device is lost. All
 * three keep the last good state in `details.state`, from which training can go on.
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
  readonly #feed: RowFeed;
  readonly #lambda: ReturnType<typeof lambdaSource>;
  #best: BestState;
  readonly #history: EpochRecord[];

  constructor(options: TrainingOptions, program: ProgramV1) {
    const rng = Rng.fromSeed(options.seed);
    this.#options = options;
    this.#program = program;
    this.#timetable = new Timetable(extentOf(options.rows).rows, options.epochs, options.batchSize);
    this.#feed = createFeed(options.rows, {
      program,
      timetable: this.#timetable,
      rng,
      noise: options.inputNoise ?? 0,
    });
    const from = options.checkpoints?.from;
    if (from !== undefined) checkCheckpoint(from, this.#timetable);
    this.#history = [...(from?.history ?? [])];
    this.#lambda = lambdaSource(options.lambda, from?.lambda);
    this.#best = new BestState(options.patience ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<TrainingResult> {
    const { epochs } = this.#options;
    const done = this.#history.length;
    await this.#restore();
    let state = await this.#program.snapshot();
    if (done > 0 && this.#best.isExhausted(done)) return this.#result(state, 'early');
    for (let first = done + 1; first <= epochs; ) {
      const range = { first, last: this.#lastOfPlan(first) };
      this.#checkAborted(state, first - 1);
      state = await this.#runEpochs(range, state).catch((error: unknown) => this.#keepState(error, state, first - 1));
      await this.#keep(range.last, state);
      if (this.#best.isExhausted(range.last)) return this.#result(state, 'early');
      first = range.last + 1;
    }
    return this.#result(state, 'finished');
  }

  /** Runs the steps of some epochs, records them and gives the state at their end. */
  async #runEpochs(range: EpochRange, before: TrainingStateV1): Promise<TrainingStateV1> {
    const { optimizer, learningRate, batchSize } = this.#options;
    const [from, to] = [this.#timetable.stepAtEnd(range.first - 1), this.#timetable.stepAtEnd(range.last)];
    const factors = this.#timetable.factors(from, to, optimizer, learningRate, this.#lambda.current());
    const records: StepRecordsV1[] = [];
    let state = before;
    for await (const piece of this.#feed.pieces(from, to, range.first)) {
      const plan = { rows: piece.rows, batchSize, factors: stepsOf(factors, piece.from - from, piece.to - from) };
      const ran = await this.#program.trainSteps(piece.data, plan);
      await this.#checkDiverged(state, piece, plan, ran);
      state = await this.#program.snapshot();
      records.push(ran);
    }
    await this.#record(range, factors, joinRecords(records), state);
    return state;
  }

  /** A device that is lost takes its state along; the one on the host is the last good one. */
  #keepState(error: unknown, state: TrainingStateV1, epoch: number): never {
    if (!ChainzRuleError.isInstance(error) || error.code !== 'BACKEND_FAILED') throw error;
    const message = `${error.message}. Training had finished epoch ${epoch} of ${this.#options.epochs}; the last good state is kept in details.state`;
    fail('BACKEND_FAILED', message, { ...error.details, epoch, state }, error);
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
    const { validation, lambda, epochs, rows } = this.#options;
    const controlled = typeof lambda === 'object' && lambda.kind === 'controlled';
    if (validation !== undefined || controlled || this.#hasNoise || isRowSource(rows)) return first;
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
    { from, data, batch }: FeedPiece,
    plan: StepPlanV1,
    records: StepRecordsV1,
  ): Promise<void> {
    const limit = this.#options.gradientNormLimit ?? DEFAULT_GRADIENT_NORM_LIMIT;
    const index = firstDivergedStep(records, limit);
    if (index < 0) return;
    const step = from + index;
    let epoch = 1;
    while (this.#timetable.stepAtEnd(epoch) <= step) epoch++;
    await this.#program.restore(before);
    if (index > 0) await this.#program.trainSteps(data, firstSteps(plan, index));
    const own = takeRows(batch, plan.rows.subarray(index * plan.batchSize, (index + 1) * plan.batchSize));
    const tensor = await divergingTensor(this.#program, own, plan.factors.lambda[index]!);
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
    factors: StepFactorsV1,
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
      const entry = { ...epochRecord(epoch, this.#options.epochs, offset, factors, records, steps), ...measured };
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
    const tailRatio = look ? await measureTailRatio(this.#program, this.#feed.monitored) : undefined;
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
