const BAR = 24;
/** Between redraws, so that drawing costs nothing. */
const INTERVAL_MS = 80;

/** Progress on the error stream: a bar on a terminal, a line per finished task otherwise. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #enabled: boolean;
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream, enabled = true) {
    this.#stream = stream;
    this.#enabled = enabled;
  }

  /** Shows how far the present task is: `done` in [0, 1]. `detail` may be a function, called only when something is drawn. */
  update(task: string, done: number, detail: string | (() => string) = ''): void {
    if (!this.#enabled || !this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#drawn < INTERVAL_MS && done < 1) return;
    this.#drawn = now;
    const filled = Math.round(BAR * Math.min(Math.max(done, 0), 1));
    const bar = '━'.repeat(filled) + '╌'.repeat(BAR - filled);
    const more = typeof detail === 'string' ? detail : detail();
    const text = `${bar} ${task}${more === '' ? '' : `  ${more}`}`;
    this.#stream.write(`\r\u001b[2K${text.slice(0, Math.max((this.#stream.columns ?? 80) - 1, 20))}`);
  }

  /** Ends a task: the bar goes; off a terminal the line stays. */
  finish(line: string): void {
    if (!this.#enabled) return;
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
    else this.#stream.write(`${line}\n`);
  }
}
