import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Debian's own interpreter: packages from apt are there, whatever comes first on the path. */
const PYTHON = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
const SCRIPT = scriptPath();

function scriptPath(): string {
  // The same folder from the sources and from the built module.
  const candidates = ['../../../python/peers.py', '../python/peers.py'].map((path) => new URL(path, import.meta.url));
  return fileURLToPath(candidates.find((url) => existsSync(url)) ?? candidates[0]!);
}

/** A Python process that trains the peers, one request after another. It ends with this process. */
export class PythonPeers implements Disposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#process = spawn(PYTHON, ['-u', SCRIPT], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    });
    this.#process.on('error', () => undefined);
    this.#process.stdin!.on('error', () => undefined);
    this.#reader = createInterface({ input: this.#process.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    // An idle peer must not keep the command from ending.
    this.#process.unref();
    for (const stream of [this.#process.stdin, this.#process.stdout]) (stream as unknown as { unref(): void }).unref();
  }

  /** One request and its answer. @throws Error with the peer's own message, or where Python ends. */
  ask<R>(request: Readonly<Record<string, unknown>>): Promise<R> {
    const asked = this.#last.then(async () => {
      const stdout = this.#process.stdout as unknown as { ref(): void; unref(): void };
      stdout.ref();
      this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
      const line = await this.#lines.next();
      stdout.unref();
      if (line.done === true) throw new Error(`${PYTHON} ended before it answered`);
      const answer = JSON.parse(line.value) as R & { error?: string };
      if (answer.error !== undefined) throw new Error(`${PYTHON}: ${answer.error}`);
      return answer;
    });
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
    this.#process.kill();
  }
}

/** Versions of the peers' packages, or why there are none. */
export async function peerVersions(): Promise<Readonly<Record<string, string>> | { readonly absent: string }> {
  using peers = new PythonPeers();
  try {
    return await peers.ask<Record<string, string>>({ model: 'versions' });
  } catch (error) {
    return { absent: `scikit-learn and xgboost for ${PYTHON}: ${error instanceof Error ? error.message : error}` };
  }
}
