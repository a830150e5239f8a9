import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

/** Whether Debian's redis-server is there. With CI=true its absence is an error, never a reason to skip. */
export function redisIsThere(): boolean {
  const found = spawnSync('redis-server', ['--version']).status === 0;
  if (!found && process.env['CI'] === 'true') throw new Error('no redis-server found: apt-get install redis-server');
  return found;
}

/** A real Redis on a free loopback port, with an append-only file so that it may be killed and started again. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'chainzrule-redis-'));
  readonly #more: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, more: readonly string[]) {
    this.port = port;
    this.#more = more;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** `more`: further options of redis-server. */
  static async start(...more: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), more);
    await server.restart();
    return server;
  }

  async restart(): Promise<void> {
    const args = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    this.#process = spawn(
      'redis-server',
      [...args, '--appendonly', 'yes', '--appendfsync', 'everysec', ...this.#more],
      {
        stdio: 'ignore',
      },
    );
    const client = new Redis(this.port, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
  }

  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await pause(50);
  }
}

/** Starts one of the support scripts as a process of its own. */
export function start(script: 'worker' | 'driver', ...args: readonly string[]): ChildProcess {
  return startWith({}, script, ...args);
}

/** The same with variables of the environment. */
export function startWith(
  variables: Readonly<Record<string, string>>,
  script: 'worker' | 'driver',
  ...args: readonly string[]
): ChildProcess {
  const env = { ...process.env, ...variables };
  return spawn(process.execPath, [scriptFile(script), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
}

/** One of the support scripts as a file. */
export function scriptFile(script: 'worker' | 'driver'): string {
  return fileURLToPath(new URL(`./${script}.mjs`, import.meta.url));
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
