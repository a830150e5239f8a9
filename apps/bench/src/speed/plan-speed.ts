import { jobOf, type PlainDocument, type Plan } from '../jobs/plan.ts';
import type { PlannedJob } from '../jobs/planned-job.ts';
import { NODE_BACKENDS } from './backends.ts';
import { type Kind, SIZES, type Size, SMALL, targetBatch } from './sizes.ts';
import type { SpeedTask } from './speed-task.ts';
import { TARGETS } from './targets.ts';

/** Names that `--only` takes. */
export const SPEED_PARTS: readonly string[] = [
  'targets',
  'steps',
  'rows',
  'penalties',
  'scaling',
  'startup',
  'footprint',
];

type Distribute<T> = T extends unknown ? Omit<T, 'suite' | 'timing'> : never;

const PENALTY_KINDS: readonly Kind[] = [
  'cubic',
  'cubic + DREG',
  'cubic + smoothed DREG',
  'cubic + accumulated',
  'cubic + activation',
  'relu',
  'relu + DREG',
];

const PROTOCOL = {
  kind: 'protocol',
  experiment: 'speed',
  statement:
    'All numbers of one table come from one run in which the contestants take turns (the order turns each round; each runs unmeasured for 1.5 s before, in a quick run 0.1 s, since engines go on compiling WebAssembly), so what else the machine does falls on all alike. ' +
    'Ratios are medians over rounds of the quotient within a round, with the 10th and 90th percentile; a bare time means nothing. One thread each. Training: AdamW, the same rows. PyTorch takes its turns in a process of its own, started before.',
} as const;

/** Plans the speed jobs; `quick` times less often and leaves out the largest networks. */
export function planSpeed({ quick, only }: { readonly quick: boolean; readonly only: readonly string[] }): Plan {
  const timing = quick ? { rounds: 6, roundMs: 20, warmUpMs: 100 } : { rounds: 15, roundMs: 60, warmUpMs: 1500 };
  const jobs: PlannedJob[] = [];
  const add = (part: string, at: Readonly<Record<string, string | number>>, task: Distribute<SpeedTask>): void => {
    if (only.length > 0 && !only.includes(part)) return;
    const subject = { kind: 'measurement', name: part, rounds: timing.rounds };
    const job = jobOf(PROTOCOL, subject, { suite: 'speed', experiment: part, seed: 0, at });
    jobs.push({ job, payload: { ...task, suite: 'speed', timing } as SpeedTask });
  };
  for (const { runtime, size } of TARGETS) {
    if (quick && size.name.startsWith('wide')) continue;
    add('targets', { runtime, size: size.name, batch: targetBatch(size) }, { what: 'targets', runtime, size });
  }
  const sizes = quick ? SIZES.slice(0, 2) : SIZES;
  for (const size of sizes) {
    const middle = targetBatch(size);
    for (const batchSize of quick ? [middle] : [16, middle, 256])
      add('steps', { size: size.name, batch: batchSize }, { what: 'steps', size, batchSize });
    add('rows', { size: size.name, rows: 1024 }, { what: 'rows', size, rows: 1024 });
    add(
      'penalties',
      { size: size.name, batch: middle },
      { what: 'penalties', size, batchSize: middle, kinds: PENALTY_KINDS },
    );
  }
  const network = (units: readonly number[]): Size => ({ ...SMALL, name: units.join('-'), inputs: units[0]!, units });
  const repeat = (width: number, depth: number): number[] => new Array<number>(depth).fill(width);
  const scale = (
    axis: string,
    variants: readonly { readonly value: number; readonly size: Size; readonly batchSize: number }[],
  ): void => {
    for (const kind of ['relu', 'cubic + DREG'] as const)
      add('scaling', { axis, kind }, { what: 'scaling', variants, kind });
  };
  scale(
    'width',
    (quick ? [32, 128, 512] : [32, 64, 128, 256, 512]).map((value) => ({
      value,
      size: network(repeat(value, 2)),
      batchSize: 64,
    })),
  );
  scale(
    'depth',
    (quick ? [1, 4] : [1, 2, 4, 8]).map((value) => ({ value, size: network(repeat(64, value)), batchSize: 64 })),
  );
  scale(
    'batch',
    (quick ? [32, 512] : [32, 128, 512, 2048]).map((value) => ({ value, size: network([64, 64]), batchSize: value })),
  );
  add(
    'scaling',
    { axis: 'rows of inference', kind: 'cubic + DREG' },
    { what: 'rowScaling', size: SMALL, counts: quick ? [1000, 30_000] : [1000, 10_000, 100_000] },
  );
  for (const backend of NODE_BACKENDS) add('startup', { backend }, { what: 'startup', backend, rounds: quick ? 2 : 5 });
  add('footprint', {}, { what: 'footprint' });
  return { jobs, documents: [PROTOCOL as PlainDocument], absent: [] };
}
