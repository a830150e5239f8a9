import {
  type Assessment,
  assessSplit,
  type BackendV1,
  type EpochRecord,
  type FitSettings,
  fitPreparation,
  fitSettings,
  formatSchedule,
  type JsonObject,
  type ModelFile,
  majorityRate,
  type PreparationOptions,
  parseScheduleText,
  plainTwin,
  pooledFigures,
  prepareTargets,
  Rng,
  split,
  trainingSummary,
} from '@chainzrule/core';
import type { CallContext } from '../worker/protocol.ts';
import { cooperativeBackend } from './cooperative-backend.ts';
import type { OpenedTable } from './open-csv.ts';
import type { NetworkReport, TrainOrder, TrainProgress, TrainReport } from './use-messages.ts';

/** Share of the rows that is held out, and never seen by any choice. */
const HELD_OUT = 0.25;
/** Least time between two messages about progress. */
const MESSAGE_MS = 80;

/** Trains on three quarters of the rows and scores on the rest; gives the report and the very network that was tested. */
export async function trainTable(
  opened: OpenedTable,
  order: TrainOrder,
  backend: BackendV1,
  context: Pick<CallContext<TrainProgress, never>, 'signal' | 'emit'>,
): Promise<{ readonly report: TrainReport; readonly model: ModelFile }> {
  const { table } = opened;
  const task = order.task === 'auto' ? undefined : order.task;
  const { target, missing, missingIndicator, seed } = order;
  const asked: Omit<PreparationOptions, 'rows'> = { target, task, missing, missingIndicator };
  // Looks at the whole table only to say what the task and the classes are, and to spread classes over both parts.
  const whole = fitPreparation(table, asked);
  const classification = whole.target.task !== 'regression';
  const labels = classification ? prepareTargets(whole, table) : table.rows;
  const rows = split(labels, { fraction: HELD_OUT, rng: Rng.fromSeed(seed).fork('folds') });
  const options = { ...asked, task: whole.target.task };
  const settings = fitSettings({ lambda: lambdaOf(order.lambda), epochs: order.epochs, seed });
  const contestants = [{ name: 'ChainzRule', settings }];
  if (order.twin) contestants.push({ name: 'plain ReLU', settings: plainTwin(settings, 'relu') });

  const engine = cooperativeBackend(backend);
  const results: { readonly assessment: Assessment; readonly report: NetworkReport }[] = [];
  for (const { name, settings: own } of contestants) {
    const progress = progressOf(name, context.emit);
    const fitContext = { backend: engine, signal: context.signal, onEpoch: progress.onEpoch };
    const assessment = await assessSplit(table, options, rows, own, fitContext);
    results.push({ assessment, report: networkReport(name, own, assessment, progress.losses) });
  }
  const { assessment, report } = results[0]!;
  return {
    model: modelFile(opened, settings, assessment, report, rows.train.length),
    report: {
      target,
      task: whole.target.task,
      classes: whole.target.task === 'regression' ? [] : whole.target.classes,
      trainRows: rows.train.length,
      testRows: rows.test.length,
      majority: classification ? majorityRate(assessment.targets) : null,
      networks: results.map((result) => result.report),
    },
  };
}

function lambdaOf(text: string): FitSettings['lambda'] {
  const trimmed = text.trim();
  return trimmed === 'auto' || trimmed === 'cv' ? trimmed : parseScheduleText(trimmed);
}

/** Collects every epoch's loss and tells the page now and then. */
function progressOf(network: string, emit: (progress: TrainProgress) => void) {
  const losses: number[] = [];
  let told = 0;
  const onEpoch = ({ epoch, epochs, task }: EpochRecord): void => {
    losses.push(task);
    if (performance.now() - told < MESSAGE_MS && epoch < epochs) return;
    told = performance.now();
    emit({ network, done: epoch / epochs, epochs, losses: [...losses] });
  };
  return { losses, onEpoch };
}

function networkReport(name: string, settings: FitSettings, assessment: Assessment, losses: number[]): NetworkReport {
  const { fitted, scores } = assessment;
  const { lambda } = fitted.plan;
  return {
    name,
    scores,
    lambda: settings.penalty === 'none' || typeof lambda === 'function' ? 'none' : formatSchedule(lambda),
    epochs: fitted.history.length,
    losses,
    pooled: pooledFigures([assessment]),
    inputNorms: assessment.norms.input,
  };
}

/** The model as the command line would write it: with its preparation, its settings, and how it did on held-out rows. */
function modelFile(
  { name, sha256 }: OpenedTable,
  settings: FitSettings,
  { preparation, fitted, scores }: Assessment,
  { pooled }: NetworkReport,
  trainRows: number,
): ModelFile {
  const { layer, input } = pooled.norms;
  const tested: JsonObject = {
    protocol: `${HELD_OUT} of the rows held out for testing`,
    scores: { ...scores },
    tailRatio: { layer: layer.ratio, input: input.ratio },
    meanNorm: { layer: layer.mean, input: input.mean },
    layerNorms: [...pooled.layerNorms],
  };
  const training = { ...trainingSummary(settings, fitted, trainRows), data: { name, sha256 }, tested };
  return { network: fitted.plan.network, parameters: fitted.parameters, preparation, training };
}
