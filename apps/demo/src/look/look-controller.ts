import { computed, effect, signal, untracked } from '@preact/signals';
import { backend, look, view } from '../state/store.ts';
import { type RunningCall, WorkerClient } from '../worker/worker-client.ts';
import { type LookFrame, type LookOrder, STEPS } from './look-frame.ts';

/** One moment of both networks, as the charts keep it. */
export type LookMoment = Pick<LookFrame, 'step' | 'lambda'> & {
  readonly [Name in 'plain' | 'controlled']: Omit<LookFrame[Name], 'probability' | 'gradient' | 'norms'>;
};

const worker = new WorkerClient();
let session: RunningCall<'look'> | undefined;

export const frame = signal<LookFrame | undefined>(undefined);
export const moments = signal<readonly LookMoment[]>([]);
export const problem = signal<string | undefined>(undefined);
const running = signal(false);
const run = signal(0);

/** Whether steps are being taken right now. */
export const isTraining = computed(() => running.value && (frame.value?.step ?? 0) < STEPS);
export const isDone = computed(() => (frame.value?.step ?? 0) >= STEPS);

/** Starts, goes on, or starts afresh after the last step. */
export function start(): void {
  if (isDone.value) run.value++;
  running.value = true;
}

export function stop(): void {
  running.value = false;
}

export function reset(): void {
  running.value = false;
  run.value++;
}

/** Keeps a session open while the view is shown, and sends it every change. */
export function followLook(): void {
  effect(() => {
    if (view.value !== 'look') {
      running.value = false;
      return;
    }
    const order: LookOrder = { settings: look.value, backend: backend.value, running: running.value, run: run.value };
    if (session === undefined) untracked(() => open(order));
    else session.update(order);
  });
}

function open(order: LookOrder): void {
  problem.value = undefined;
  const opened = worker.call('look', order, take);
  session = opened;
  opened.result.catch((error: Error) => {
    problem.value = error.message;
    running.value = false;
    if (session === opened) session = undefined;
  });
}

function take(next: LookFrame): void {
  const before = frame.peek();
  const isNewer = before !== undefined && next.run === before.run && next.step >= before.step;
  const kept = isNewer ? moments.peek().filter(({ step }) => step < next.step) : [];
  moments.value = [...kept, momentOf(next)];
  frame.value = next;
  if (next.step >= STEPS) running.value = false;
}

function momentOf({ step, lambda, plain, controlled }: LookFrame): LookMoment {
  const figures = ({ probability: _p, gradient: _g, norms: _n, ...rest }: LookFrame['plain']): LookMoment['plain'] =>
    rest;
  return { step, lambda, plain: figures(plain), controlled: figures(controlled) };
}
