import type { Task } from '@chainzrule/core';
import { computed, effect, signal } from '@preact/signals';
import { backend, view } from '../state/store.ts';
import { CallError, type RunningCall, WorkerClient } from '../worker/worker-client.ts';
import type {
  ModelSummary,
  PredictionSummary,
  TableSummary,
  TrainOrder,
  TrainProgress,
  TrainReport,
} from './use-messages.ts';

const worker = new WorkerClient();

/** How training is asked for, beside the table; kept while tables change. */
export type TrainChoices = Pick<TrainOrder, 'missingIndicator' | 'lambda' | 'epochs' | 'seed' | 'twin'>;

export const table = signal<TableSummary | undefined>(undefined);
export const target = signal('');
export const task = signal<Task | 'auto'>('auto');
/** By column: a value that counts as missing there, as typed. */
export const missing = signal<Readonly<Record<string, string>>>({});
export const choices = signal<TrainChoices>({
  missingIndicator: false,
  lambda: 'auto',
  epochs: 'auto',
  seed: 0,
  twin: true,
});

export const progress = signal<TrainProgress | undefined>(undefined);
export const report = signal<TrainReport | undefined>(undefined);
export const model = signal<ModelSummary | undefined>(undefined);
export const prediction = signal<PredictionSummary | undefined>(undefined);

/** What went wrong, beside the step it belongs to. */
export const problems = signal<{
  readonly table?: string;
  readonly training?: string;
  readonly model?: string;
  readonly prediction?: string;
}>({});
/** What is going on that takes a while, besides training. */
export const busy = signal<'table' | 'model' | 'prediction' | 'files' | undefined>(undefined);

const training = signal<RunningCall<'train'> | undefined>(undefined);
/** How the last training ended. */
export const outcome = signal<'none' | 'done' | 'stopped' | 'failed'>('none');
export const isTraining = computed(() => training.value !== undefined);
/** Whether there is a model to download and predict with. */
export const hasModel = computed(() => report.value !== undefined || model.value !== undefined);

/** Work that was begun stops when the visitor goes elsewhere. */
export function followUse(): void {
  effect(() => {
    if (view.value !== 'use') stopTraining();
  });
}

/** The file of the table, where it came from one: it can be read again. */
let tableFile: File | undefined;

/** Reads the table again, with its first line as names or as a row. */
export async function reopenTable(header: boolean): Promise<void> {
  if (tableFile !== undefined) await openTable(tableFile, header);
}

export async function openTable(source: File | 'sample', header?: boolean): Promise<void> {
  await attempt('table', 'table', async () => {
    const call =
      source === 'sample' ? worker.call('openSample', null) : worker.call('openTable', { file: source, header });
    const opened = await call.result;
    tableFile = source === 'sample' ? undefined : source;
    table.value = opened;
    target.value = opened.columns.at(-1)!.name;
    task.value = 'auto';
    missing.value = {};
    report.value = undefined;
    progress.value = undefined;
    outcome.value = 'none';
  });
}

export async function startTraining(): Promise<void> {
  const codes = Object.entries(missing.value).filter(
    ([column, value]) => value.trim() !== '' && column !== target.value,
  );
  const call = worker.call(
    'train',
    {
      ...choices.value,
      target: target.value,
      task: task.value,
      missing: codes.map(([column, value]) => ({ column, value })),
      backend: backend.value,
    },
    (event) => {
      progress.value = event;
    },
  );
  training.value = call;
  progress.value = undefined;
  setProblem('training', undefined);
  try {
    report.value = await call.result;
    outcome.value = 'done';
    model.value = undefined;
    prediction.value = undefined;
  } catch (error) {
    const stopped = error instanceof CallError && error.code === 'ABORTED';
    outcome.value = stopped ? 'stopped' : 'failed';
    if (!stopped) setProblem('training', (error as Error).message);
  } finally {
    training.value = undefined;
  }
}

export function stopTraining(): void {
  training.peek()?.stop();
}

export async function openModel(file: File): Promise<void> {
  await attempt('model', 'model', async () => {
    model.value = await worker.call('openModel', file).result;
    report.value = undefined;
    prediction.value = undefined;
  });
}

export async function predict(file: File): Promise<void> {
  await attempt('prediction', 'prediction', async () => {
    prediction.value = await worker.call('predict', { file, backend: backend.value }).result;
  });
}

export async function downloadModel(kind: 'safetensors' | 'onnx'): Promise<void> {
  await attempt('files', 'model', async () => {
    const files = await worker.call('modelFiles', null).result;
    download(`model.${kind}`, new Blob([files[kind]], { type: 'application/octet-stream' }));
  });
}

export function downloadPredictions(): void {
  if (prediction.value !== undefined)
    download('predictions.csv', new Blob([prediction.value.csv], { type: 'text/csv' }));
}

function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function attempt(
  what: NonNullable<typeof busy.value>,
  where: keyof typeof problems.value,
  work: () => Promise<void>,
): Promise<void> {
  busy.value = what;
  setProblem(where, undefined);
  try {
    await work();
  } catch (error) {
    setProblem(where, (error as Error).message);
  } finally {
    busy.value = undefined;
  }
}

function setProblem(where: keyof typeof problems.value, message: string | undefined): void {
  const { [where]: _, ...others } = problems.value;
  problems.value = message === undefined ? others : { ...others, [where]: message };
}
