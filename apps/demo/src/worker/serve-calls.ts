import { ChainzRuleError } from '@chainzrule/core';
import type { CallContext, CallName, FromWorker, Handlers, ToWorker, WorkerError } from './protocol.ts';

/** The part of a dedicated worker's global scope that is used. */
interface Port {
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

/** Answers a page's calls with the handlers until the worker ends. */
export function serveCalls(port: Port, handlers: Handlers): void {
  const open = new Map<number, OpenCall>();
  port.onmessage = ({ data: message }) => {
    if (message.kind === 'call') {
      const call = new OpenCall((event) => port.postMessage({ kind: 'event', id: message.id, event }));
      open.set(message.id, call);
      answer(handlers, message.name, message.request, call)
        .then((result) => port.postMessage({ kind: 'result', id: message.id, result }))
        .catch((error: unknown) => port.postMessage({ kind: 'error', id: message.id, error: plainError(error) }))
        .finally(() => open.delete(message.id));
    } else if (message.kind === 'update') open.get(message.id)?.update(message.update);
    else open.get(message.id)?.stop();
  };
}

async function answer(handlers: Handlers, name: CallName, request: unknown, context: OpenCall): Promise<unknown> {
  const handler = handlers[name] as (request: unknown, context: CallContext<unknown, unknown>) => Promise<unknown>;
  return await handler(request, context);
}

function plainError(error: unknown): WorkerError {
  if (ChainzRuleError.isInstance(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message: `something went wrong that should not: ${message}` };
}

class OpenCall implements CallContext<unknown, unknown> {
  readonly emit: (event: unknown) => void;
  readonly #controller = new AbortController();
  #updates: unknown[] = [];
  #wake: () => void = () => {};

  constructor(emit: (event: unknown) => void) {
    this.emit = emit;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  latestUpdate(): unknown {
    const latest = this.#updates.at(-1);
    this.#updates = [];
    return latest;
  }

  async nextUpdate(): Promise<void> {
    if (this.#updates.length > 0 || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  update(update: unknown): void {
    this.#updates.push(update);
    this.#wake();
  }

  stop(): void {
    this.#controller.abort();
    this.#wake();
  }
}
