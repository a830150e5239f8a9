import { join } from 'node:path';
import type { RuntimeName } from '../src/index.ts';
import { type Contestant, productsContestant, stepContestant } from './contestants.ts';
import { interleave, type StepTimes, spread } from './measure.ts';
import { KINDS, SIZES } from './networks.ts';
import { timeTorch } from './torch.ts';

/** Ratios of the project's speed targets: what over what. */
const RATIOS: readonly (readonly [string, string])[] = [
  ['cubic+dreg', 'torch cubic+dreg'],
  ['cubic+dreg', 'torch relu'],
  ['cubic+dreg', 'relu'],
  ['cubic+dreg', 'cubic'],
  ['relu+dreg', 'relu'],
  ['cubic+dreg', 'matrix products'],
];

const listOf = (name: string, otherwise: string): string[] => (process.env[name] ?? otherwise).split(',');
const sizes = listOf('SIZES', 'small,big');
const rounds = Number(process.env['ROUNDS'] ?? 15);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

for (const size of SIZES.filter(({ name }) => sizes.includes(name))) {
  for (const runtime of listOf('RUNTIMES', 'node') as RuntimeName[]) {
    const contestants: Contestant[] = [];
    for (const kind of KINDS) contestants.push(await stepContestant(runtime, size, kind));
    contestants.push(await productsContestant(runtime, size));
    const torch: StepTimes[] = ['relu', 'cubic+dreg'].map((kind) => ({
      name: `torch ${kind}`,
      wall: [],
      processor: [],
    }));
    const askTorch = (): void => {
      if (process.env['TORCH'] === '0' || runtime !== 'node') return;
      const found = timeTorch(size, join(process.cwd(), 'bench/torch-step-time.py'));
      for (const [index, [wall, processor]] of Object.values(found ?? {}).entries()) {
        torch[index]!.wall.push(wall);
        torch[index]!.processor.push(processor);
      }
    };
    const own = await interleave(contestants, rounds, size.name === 'small' ? 512 : 128, askTorch);
    const times = new Map([...own, ...torch].filter(({ wall }) => wall.length > 0).map((time) => [time.name, time]));
    print(
      [`${runtime} ${size.name}`, 'clock, median (10 % … 90 %)', 'processor'].map((text) => text.padEnd(34)).join(''),
    );
    const shown = (values: readonly number[], digits: number): string => {
      const [low, median, high] = spread(values).map((value) => value.toFixed(digits));
      return `${median!.padStart(8)}  (${low} … ${high})`.padEnd(34);
    };
    for (const { name, wall, processor } of times.values())
      print(`  ${name} µs`.padEnd(34) + shown(wall, 1) + shown(processor, 1));
    for (const [over, under] of RATIOS) {
      const [a, b] = [times.get(over), times.get(under)];
      if (a === undefined || b === undefined) continue;
      const ratio = (of: 'wall' | 'processor'): number[] => a[of].map((value, round) => value / b[of][round]!);
      print(`  ${over} / ${under}`.padEnd(34) + shown(ratio('wall'), 2) + shown(ratio('processor'), 2));
    }
    for (const contestant of contestants) await contestant[Symbol.asyncDispose]();
  }
}
