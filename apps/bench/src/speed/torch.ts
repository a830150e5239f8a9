import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { REPOSITORY } from '../commands/run-options.ts';
import type { Contestant, Taken } from './contestant.ts';
import type { Kind, Size } from './sizes.ts';

const KINDS = ['relu', 'cubic + DREG'] as const satisfies readonly Kind[];

/** A contestant's name in tables. */
export const torchName = (kind: (typeof KINDS)[number]): string => `PyTorch (eager): ${kind}`;

/**
 * PyTorch's eager steps of the same networks, on one thread, in one process for all rounds: to start one beside a round would slow what is
 * timed after it, since a fork leaves every page of this process to be faulted in again. None where PyTorch is not installed.
 */
export async function torchContestants(size: Size, batchSize: number): Promise<Contestant[]> {
  const python = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
  const shape = {
    inputs: size.inputs,
    units: size.units,
    batch: batchSize,
    outputs: size.head.type === 'categorical' ? size.head.classes : 1,
    kinds: KINDS,
  };
  const script = join(REPOSITORY, 'apps/bench/python/torch-steps.py');
  const torch = spawn(python, [script, JSON.stringify(shape)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // torch.set_num_threads does not reach OpenBLAS, which would keep a second core busy.
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: torch.stdout });
  const isThere = await Promise.race([
    once(lines, 'line').then(() => true),
    once(torch, 'exit').then(() => false),
    // Where there is no Python at all.
    once(torch, 'error').then(() => false),
  ]).catch(() => false);
  if (!isThere) return [];
  return KINDS.map((kind) => ({
    name: torchName(kind),
    run: (steps) => ask(torch, lines, { kind, steps }),
    async [Symbol.asyncDispose]() {
      if (torch.exitCode !== null) return;
      torch.stdin.end();
      await once(torch, 'exit');
    },
  }));
}

/** One answer for one line. @throws Error where the process ends without one. */
async function ask(torch: ChildProcess, lines: Interface, request: object): Promise<Taken> {
  const ended = new AbortController();
  const fails = (): void => ended.abort(new Error(`PyTorch's process ended (code ${String(torch.exitCode)})`));
  torch.once('exit', fails);
  try {
    torch.stdin!.write(`${JSON.stringify(request)}\n`);
    const [line] = (await once(lines, 'line', { signal: ended.signal })) as [string];
    const [clock, processor] = JSON.parse(line) as [number, number];
    return { clock, processor };
  } finally {
    torch.off('exit', fails);
  }
}
