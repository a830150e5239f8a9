import { hostname } from 'node:os';

/** Who holds a folder, as its lock says: `<process id> <start in ms> <host>`. */
export interface LockOwner {
  /** The lock's own words, empty where nothing is written yet. */
  readonly text: string;
  readonly pid: number;
  readonly started: number;
  readonly host: string;
}

/** Starts of one process, as its threads reckon them, differ by less. */
const SAME_START_MS = 2000;
/** How often a holder says that it is there, and after which silence one on another host counts as dead. */
export const BEAT_MS = 10_000;
const SILENCE_MS = 12 * BEAT_MS;

/** What this process writes into a lock. */
export function ownText(): string {
  return `${process.pid} ${Math.round(startOfProcess())} ${hostname()}`;
}

/** Reads a lock's words. */
export function parseOwner(text: string): LockOwner {
  const [pid = '', started = '', ...host] = text.split(' ');
  return { text, pid: Number(pid), started: Number(started), host: host.join(' ') };
}

/**
 * Whether the holder is alive. Of this host by its process id; of this process's id only if it is this very process, since containers give
 * the same few ids again and again; of another host by its last sign of life.
 */
export function isAlive({ pid, started, host }: LockOwner, silentMs: number): boolean {
  if (host !== '' && host !== hostname()) return silentMs < SILENCE_MS;
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  if (pid === process.pid) return Math.abs(started - startOfProcess()) < SAME_START_MS;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The holder in words. */
export function describeOwner({ pid, host }: LockOwner): string {
  if (host !== '' && host !== hostname()) return `process ${pid} on ${host}`;
  return pid === process.pid ? `this process, ${pid}` : `process ${pid}`;
}

function startOfProcess(): number {
  return Date.now() - process.uptime() * 1000;
}
