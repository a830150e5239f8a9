import { type EncoderProgramV1, fail, Rng } from '@chainzrule/core';
import type { BestEpoch, Checkpoint } from './checkpoint.ts';
import type { FineTuneSettings } from './fine-tune-settings.ts';
import {
  addStep,
  epochMeans,
  type FigureSums,
  type FineTuneEpoch,
  type FineTuneStep,
  NO_FIGURES,
} from './fine-tuning-record.ts';
import { type LabelledLists, labelledBatch, type Padding } from './labelled-lists.ts';
import { learningRates } from './learning-rates.ts';
import { lengthBuckets } from './length-buckets.ts';

/** A run of fine-tuning on a program that stands at its start. */
export interface FineTuningRun {
  readonly program: EncoderProgramV1;
  readonly settings: FineTuneSettings;
  /** Blocks of the encoder. */
  readonly layers: number;
  /** λ of the network's penalty. */
  readonly lambda: number;
  readonly data: LabelledLists;
  readonly padding: Padding;
  /** Where to go on; the program's state is restored from it. */
  readonly from?: Checkpoint | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((record: FineTuneStep) => void) | undefined;
  /** Measures on validation texts after an epoch. */
  readonly validate?: (() => Promise<FineTuneEpoch['validation']>) | undefined;
  readonly onEpoch?: ((record: FineTuneEpoch) => void) | undefined;
  /** Called after every epoch, every `checkpointSteps` steps, and on abort. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => Promise<void>) | undefined;
  readonly checkpointSteps?: number | undefined;
}

/** What a run leaves beside the program's parameters. */
export interface FineTuningResult {
  readonly history: readonly FineTuneEpoch[];
  /** The epoch whose parameters the program holds. */
  readonly bestEpoch: number;
}

/**
 * Trains epoch after epoch; with `validate` the program ends with the parameters of the epoch that had the least log loss there. The order of the texts comes from the seed and the epoch alone, so that a run that goes on from a checkpoint
 * ends where one without a break does.
 * @throws ChainzRuleError `ABORTED`, `DIVERGED`, and what the program and callbacks throw.
 */
export async function runFineTuning(run: FineTuningRun): Promise<FineTuningResult> {
  const { program, settings, data, from } = run;
  const { epochs, batchSize } = settings;
  const stepsPerEpoch = Math.ceil(data.lists.length / batchSize);
  if (from !== undefined) await program.restore(from.state);
  const history: FineTuneEpoch[] = [...(from?.history ?? [])];
  let sums: FigureSums = from?.sums ?? NO_FIGURES;
  let best: BestEpoch | undefined = from?.best;
  const save = async (): Promise<void> =>
    run.onCheckpoint?.({ state: await program.snapshot(), history: [...history], sums, best });

  let done = from?.state.step ?? 0;
  for (let epoch = Math.floor(done / stepsPerEpoch); epoch < epochs; epoch++) {
    const buckets = bucketsOf(run, epoch);
    for (const rows of buckets.slice(done - epoch * stepsPerEpoch)) {
      if (run.signal?.aborted) {
        await save();
        fail(
          'ABORTED',
          `fine-tuning was stopped after ${done} of ${epochs * stepsPerEpoch} steps`,
          { step: done },
          run.signal.reason,
        );
      }
      const record = await step(run, rows, done, stepsPerEpoch);
      done++;
      sums = addStep(sums, record);
      run.onStep?.(record);
      const inside = done % stepsPerEpoch !== 0;
      if (inside && run.checkpointSteps !== undefined && done % run.checkpointSteps === 0) await save();
    }
    const means = epochMeans(sums, stepsPerEpoch);
    sums = NO_FIGURES;
    const learningRate = ratesOf(run, done - 1, stepsPerEpoch).at(-1)!;
    const validation = await run.validate?.();
    history.push({ epoch: epoch + 1, epochs, step: done, ...means, lambda: run.lambda, learningRate, validation });
    if (validation !== undefined && !(best !== undefined && best.logLoss <= validation.logLoss))
      best = { epoch: epoch + 1, logLoss: validation.logLoss, tensors: await program.parameters() };
    run.onEpoch?.(history.at(-1)!);
    await save();
  }
  if (best !== undefined && best.epoch < epochs)
    await program.restore({ ...(await program.snapshot()), tensors: best.tensors });
  return { history, bestEpoch: best?.epoch ?? epochs };
}

function ratesOf({ settings, layers }: FineTuningRun, step: number, stepsPerEpoch: number): number[] {
  return learningRates(settings, layers, step, settings.epochs * stepsPerEpoch);
}

function bucketsOf({ settings, data }: FineTuningRun, epoch: number): Int32Array[] {
  const lengths = data.lists.map((list) => list.length);
  return lengthBuckets(lengths, settings.batchSize, Rng.fromSeed(settings.seed).fork('fine-tuning').fork(epoch));
}

async function step(run: FineTuningRun, rows: Int32Array, done: number, stepsPerEpoch: number): Promise<FineTuneStep> {
  const { program, settings, data, padding } = run;
  const { epochs, microBatchSize } = settings;
  const batches = Array.from({ length: Math.ceil(rows.length / microBatchSize) }, (_, index) =>
    labelledBatch(data, rows.slice(index * microBatchSize, (index + 1) * microBatchSize), padding),
  );
  const rates = ratesOf(run, done, stepsPerEpoch);
  const lambdas = { network: run.lambda, encoder: settings.encoderLambda };
  const record = await program.trainStep(batches, lambdas, rates);
  // A device that computes in this thread would otherwise let no timer and no abort through.
  await new Promise((resolve) => setTimeout(resolve));
  const epoch = Math.floor(done / stepsPerEpoch) + 1;
  return { ...record, step: done + 1, steps: epochs * stepsPerEpoch, epoch, epochs, learningRate: rates.at(-1)! };
}
