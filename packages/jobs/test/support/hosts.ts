import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const LONGEST_MS = 10_000;
const ip = (...args: readonly string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS });

/** Why hosts cannot be had here: no `ip`, or not the rights for network namespaces. Undefined where they can. */
export function hostsAbsent(): string | undefined {
  const probe = `chainzrule-${process.pid}-probe`;
  try {
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n').slice(0, 2).join(' ');
  }
}

/**
 * Hosts of their own on this machine: a hub and others, each a network namespace, joined to the hub by a cable of its own. No address and no
 * device of the machine itself is touched. Disposing ends what runs in them and takes them away.
 */
export class Hosts implements Disposable {
  /** Where the hub is reached from the other hosts, in their order. */
  readonly addresses: readonly string[];
  readonly #names: readonly string[];
  readonly #remove = (): void => this[Symbol.dispose]();

  constructor(others: number) {
    this.#names = Array.from({ length: others + 1 }, (_, index) => `chainzrule-${process.pid}-${index}`);
    this.addresses = Array.from({ length: others }, (_, index) => `10.0.${index + 1}.1`);
    process.once('exit', this.#remove);
    try {
      this.#build();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #build(): void {
    const hub = this.#names[0]!;
    for (const name of this.#names) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    this.addresses.forEach((address, index) => {
      const other = this.#names[index + 1]!;
      ip('-n', hub, 'link', 'add', `to${index + 1}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', other);
      ip('-n', hub, 'address', 'add', `${address}/24`, 'dev', `to${index + 1}`);
      ip('-n', other, 'address', 'add', address.replace(/1$/, '2/24'), 'dev', 'eth0');
      ip('-n', hub, 'link', 'set', `to${index + 1}`, 'up');
      ip('-n', other, 'link', 'set', 'eth0', 'up');
    });
  }

  /** Starts a program on a host; 0 is the hub. */
  start(host: number, command: string, ...args: readonly string[]): ChildProcess {
    const inside = ['netns', 'exec', this.#names[host]!, command, ...args];
    return spawn('ip', inside, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** What a program on the hub prints. */
  ask(command: string, ...args: readonly string[]): string {
    return ip('netns', 'exec', this.#names[0]!, command, ...args).trim();
  }

  /** Pulls a host's cable. */
  cut(host: number): void {
    ip('-n', this.#names[0]!, 'link', 'set', `to${host}`, 'down');
  }

  /** Plugs it in again. */
  heal(host: number): void {
    ip('-n', this.#names[0]!, 'link', 'set', `to${host}`, 'up');
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove);
    for (const name of this.#names.filter((one) => existsSync(`/run/netns/${one}`))) {
      for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
      ip('netns', 'del', name);
    }
  }
}
