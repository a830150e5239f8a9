import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../commands/run-options.ts';
import { addDuration, type Durations } from './contestant.ts';
import type { Kind, Size } from './sizes.ts';

const KINDS = ['relu', 'cubic + DREG'] as const satisfies readonly Kind[];

/** A contestant's name in tables. */
export const torchName = (kind: (typeof KINDS)[number]): string => `PyTorch (eager): ${kind}`;

/**
 * Adds one round of PyTorch's eager steps of the same networks, in a process of its own on one thread, µs per step. Adds nothing where it is
 * not installed, and says whether it was there.
 */
export function addTorchRound(durations: Durations, size: Size, batchSize: number): boolean {
  const python = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
  const request = JSON.stringify({
    inputs: size.inputs,
    units: size.units,
    batch: batchSize,
    outputs: size.head.type === 'categorical' ? size.head.classes : 1,
    kinds: KINDS,
  });
  const script = join(REPOSITORY, 'apps/bench/python/torch-steps.py');
  // torch.set_num_threads does not reach OpenBLAS, which would keep a second core busy.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync(python, [script, request], { encoding: 'utf8', env });
  if (status !== 0) return false;
  const found = JSON.parse(stdout) as Record<(typeof KINDS)[number], readonly [clock: number, processor: number]>;
  for (const kind of KINDS) addDuration(durations, torchName(kind), ...found[kind]);
  return true;
}
