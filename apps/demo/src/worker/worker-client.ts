import type { CallName, Calls, FromWorker, ToWorker, WorkerError } from './protocol.ts';

/** A call that is under way. */
export interface RunningCall<Name extends CallName> {
  readonly result: Promise<Calls[Name]['result']>;
  update(update: Calls[Name]['update']): void;
  /** Asks the worker to stop; `result` still settles. */
  stop(): void;
}

/** What a worker's call failed with. */
export class CallError extends Error {
  readonly code: string;

  constructor({ code, message }: WorkerError) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  readonly onEvent: (event: unknown) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of one worker, which starts with the first call. */
export class WorkerClient {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #lastId = 0;

  call<Name extends CallName>(
    name: Name,
    request: Calls[Name]['request'],
    onEvent: (event: Calls[Name]['event']) => void = () => {},
  ): RunningCall<Name> {
    const id = ++this.#lastId;
    const result = new Promise<Calls[Name]['result']>((resolve, reject) => {
      this.#pending.set(id, {
        onEvent: onEvent as (event: unknown) => void,
        resolve: resolve as (result: unknown) => void,
        reject,
      });
    });
    this.#send({ kind: 'call', id, name, request });
    return {
      result,
      update: (update) => this.#send({ kind: 'update', id, update }),
      stop: () => this.#send({ kind: 'stop', id }),
    };
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'chainzrule' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#failAll(`the worker failed: ${event.message || 'its script could not be loaded'}`);
      worker.terminate();
      this.#worker = undefined;
    };
    return worker;
  }

  #take(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.kind === 'event') {
      pending.onEvent(message.event);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending.resolve(message.result);
    else pending.reject(new CallError(message.error));
  }

  #failAll(message: string): void {
    for (const { reject } of this.#pending.values()) reject(new CallError({ code: 'WORKER_FAILED', message }));
    this.#pending.clear();
  }
}
