import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';

/**
 * Runs asynchronous work one piece after another, so that overlapping calls on one program cannot see half a state.
 * What a runtime throws comes out as `BACKEND_FAILED` with its cause.
 */
export class SerialQueue {
  readonly #owner: string;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(owner: string) {
    this.#owner = owner;
  }

  add<R>(call: string, work: () => Promise<R>): Promise<R> {
    if (this.#closed) {
      return Promise.reject(
        new ChainzRuleError('DISPOSED', `${call}: this ${this.#owner} program was disposed; compile a new one`),
      );
    }
    const result = this.#last.then(async () => {
      try {
        return await work();
      } catch (error) {
        if (ChainzRuleError.isInstance(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        fail(
          'BACKEND_FAILED',
          `${call}: the backend ${this.#owner} failed: ${reason}`,
          { backend: this.#owner, call },
          error,
        );
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Refuses further work and waits for what was added before, then runs `work`; closing twice does nothing. */
  async close(work: () => void): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last;
    work();
  }
}
