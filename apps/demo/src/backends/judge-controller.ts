import { effect, signal } from '@preact/signals';
import { view } from '../state/store.ts';
import { CallError, type RunningCall, WorkerClient } from '../worker/worker-client.ts';
import { BACKENDS } from './backend-list.ts';
import type { Judgement, JudgeProgress } from './backend-messages.ts';

const worker = new WorkerClient();
const SEED = 1;

/** Backends that are to be judged: at first those this browser seems to have. */
export const judged = signal<readonly string[]>(
  BACKENDS.filter(({ needs }) => isOffered(needs)).map(({ name }) => name),
);
export const cases = signal(10);
export const judgement = signal<Judgement | undefined>(undefined);
export const progress = signal<JudgeProgress | undefined>(undefined);
export const problem = signal<string | undefined>(undefined);
export const judging = signal(false);
/** What became of copying the report. */
export const copied = signal('');
let call: RunningCall<'judge'> | undefined;

function isOffered(needs: 'webgpu' | 'webgl2' | undefined): boolean {
  if (needs === 'webgpu') return 'gpu' in navigator;
  return needs === undefined || 'WebGL2RenderingContext' in globalThis;
}

export function toggleJudged(name: string): void {
  const chosen = new Set(judged.value);
  if (!chosen.delete(name)) chosen.add(name);
  judged.value = BACKENDS.map((backend) => backend.name).filter((backend) => chosen.has(backend));
}

export async function judge(): Promise<void> {
  judging.value = true;
  problem.value = undefined;
  copied.value = '';
  call = worker.call('judge', { backends: judged.value, cases: cases.value, seed: SEED }, (event) => {
    progress.value = event;
  });
  try {
    judgement.value = await call.result;
    progress.value = { task: 'done', done: 1 };
  } catch (error) {
    const stopped = error instanceof CallError && error.code === 'ABORTED';
    progress.value = { task: stopped ? 'stopped' : '', done: 0 };
    if (!stopped) problem.value = (error as Error).message;
  } finally {
    judging.value = false;
    call = undefined;
  }
}

export function stopJudging(): void {
  call?.stop();
}

/** Judging stops when the visitor goes elsewhere. */
export function followJudging(): void {
  effect(() => {
    if (view.value !== 'backends') stopJudging();
  });
}

export async function copyReport(form: 'markdown' | 'json'): Promise<void> {
  const done = judgement.value;
  if (done === undefined) return;
  const { markdown, ...json } = done;
  try {
    await navigator.clipboard.writeText(form === 'markdown' ? markdown : JSON.stringify(json, null, 2));
    copied.value = 'copied';
  } catch {
    copied.value = 'the browser did not allow it; try again after a click into the page';
  }
}
