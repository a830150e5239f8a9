import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Size } from './networks.ts';

/** µs per eager step of PyTorch, on the clock and of the processor, by kind. */
export type TorchTimes = Readonly<Record<'relu' | 'cubic+dreg', readonly [wall: number, processor: number]>>;

/** Times PyTorch once, in a process of its own on one thread; undefined where it is not installed. `script`: torch-step-time.py. */
export function timeTorch(size: Size, script: string = beside('torch-step-time.py')): TorchTimes | undefined {
  const python = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
  const request = JSON.stringify({
    inputs: size.inputs,
    units: size.units,
    batch: size.batchSize,
    outputs: size.head.type === 'categorical' ? size.head.classes : 1,
    kinds: ['relu', 'cubic+dreg'],
  });
  const { status, stdout } = spawnSync(python, [script, request, 'both'], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as TorchTimes) : undefined;
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
