import { readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process takes after a collection, in bytes. */
export interface ProcessMemory {
  /** The resident size of the whole process. */
  readonly resident: number;
  /** What this thread's JavaScript holds: objects and buffers, compiled code not counted. */
  readonly held: number;
  /** Compiled code, which V8 goes on making and improving for thousands of epochs. */
  readonly code: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Memory after a collection. One is not enough: buffers are given back, and finalizers run, after it. */
export async function memory(): Promise<ProcessMemory> {
  for (let times = 0; times < 2; times++) {
    collect();
    await turn();
  }
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const { code_and_metadata_size, bytecode_and_metadata_size } = getHeapCodeStatistics();
  const code = code_and_metadata_size + bytecode_and_metadata_size;
  return { resident: rss, held: heapUsed + arrayBuffers - code, code };
}

/** Open files where the system lists them, and whatever else keeps the process alive; timers of the test runner are not counted. */
export function handles(): number {
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  return files + process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length;
}
