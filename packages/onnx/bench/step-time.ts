import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type DatasetHandleV1,
  initialParameters,
  type OptimizerSpec,
  type ProgramV1,
  Rng,
  type StepPlanV1,
} from '@chainzrule/core';
import { createOnnxBackend, type RuntimeName } from '../src/index.ts';
import { KINDS, type Kind, networkOf, rowsOf, SIZES, type Size } from './networks.ts';

const OPTIMIZER: OptimizerSpec = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const BATCHES_PER_EPOCH = 32;
const EPOCHS = Number(process.env['EPOCHS'] ?? 4);

interface Contestant {
  readonly name: string;
  readonly program: ProgramV1;
  readonly data: DatasetHandleV1;
  readonly plan: StepPlanV1;
  readonly times: number[];
}

function planOf(size: Size): StepPlanV1 {
  const steps = BATCHES_PER_EPOCH * EPOCHS;
  const count = BATCHES_PER_EPOCH * size.batchSize;
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows: Int32Array.from({ length: steps * size.batchSize }, (_, index) => (index * 7) % count),
    batchSize: size.batchSize,
    factors: {
      lambda: fill(1e-4),
      learningRate: fill(1e-4),
      oneMinusBeta1: fill(0.1),
      oneMinusBeta2: fill(0.001),
      correction1: fill(1),
      correction2: fill(1),
    },
  };
}

async function contestant(runtime: RuntimeName, size: Size, kind: Kind): Promise<Contestant> {
  const backend = await createOnnxBackend({ runtime });
  const network = networkOf(size, kind);
  const parameters = initialParameters(network, Rng.fromSeed(1));
  const program = await backend.compile(network, parameters, OPTIMIZER);
  const data = await program.load(rowsOf(size, BATCHES_PER_EPOCH * size.batchSize));
  return { name: `${runtime} ${size.name} ${kind}`, program, data, plan: planOf(size), times: [] };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))]!;
}

/** Times PyTorch's eager steps in a process of its own, one round a call, so that rounds alternate with ours. */
function torchRound(size: Size, kinds: readonly Kind[]): Record<string, number> | undefined {
  const script = join(process.cwd(), 'bench', 'torch-step-time.py');
  const python = process.env['PYTHON'] ?? 'python3';
  const shape = JSON.stringify({
    inputs: size.inputs,
    units: size.units,
    batch: size.batchSize,
    outputs: size.head.type === 'categorical' ? size.head.classes : 1,
    kinds,
  });
  const done = spawnSync(python, [script, shape], { encoding: 'utf8' });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}

const wanted = (process.env['SIZES'] ?? 'small,big').split(',');
const runtimes = (process.env['RUNTIMES'] ?? 'node').split(',') as RuntimeName[];
for (const size of SIZES.filter(({ name }) => wanted.includes(name))) {
  const contestants: Contestant[] = [];
  for (const runtime of runtimes) for (const kind of KINDS) contestants.push(await contestant(runtime, size, kind));
  const torch = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { program, data, plan, times } of contestants) {
      const start = performance.now();
      await program.trainSteps(data, plan);
      const perStep = ((performance.now() - start) * 1000) / plan.factors.lambda.length;
      // The first round makes the sessions.
      if (round > 0) times.push(perStep);
    }
    if (round === 0 || process.env['TORCH'] === '0' || round % 3 !== 1) continue;
    for (const [kind, time] of Object.entries(torchRound(size, ['relu', 'cubic+dreg']) ?? {})) {
      torch.set(kind, [...(torch.get(kind) ?? []), time]);
    }
  }
  const rows = [
    ...contestants.map(({ name, times }) => [name, times] as const),
    ...[...torch].map(([kind, times]) => [`torch ${size.name} ${kind}`, times] as const),
  ];
  for (const [name, times] of rows) {
    process.stdout.write(
      `${name.padEnd(28)} ${quantile(times, 0.5).toFixed(1).padStart(9)} µs  (${quantile(times, 0.1).toFixed(1)} … ${quantile(times, 0.9).toFixed(1)})\n`,
    );
  }
}
