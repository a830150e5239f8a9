import type { ProgramV1, StepPlanV1 } from '@chainzrule/core';
import { behaviour, type Finding } from '../judge/finding.ts';
import type { TierContext } from './context.ts';
import { probe } from './probe.ts';
import { arraysDiffer } from './state.ts';
import { factorsAt, planOf } from './step-plan.ts';

const STEPS = 1000;
const CYCLES = 100;
/** Growth that a runtime's own caches explain. */
const SLACK_BYTES = 96 * 2 ** 20;

/** Something that must not grow: bytes, or live handles of a runtime. */
interface Gauge {
  readonly name: string;
  readonly slack: number;
  read(): number;
}

/** T7: 1,000 steps and 100 compile/dispose cycles without growth, and programs that do not disturb one another. */
export async function checkResources(context: TierContext, handles: (() => number) | undefined): Promise<Finding[]> {
  const gauges = [
    ...memoryGauges(),
    ...(handles === undefined ? [] : [{ name: 'live handles', slack: 0, read: handles }]),
  ];
  const check = (name: string, message: string | undefined): Finding => behaviour(7, 'resources', name, message);
  return [
    check(`${STEPS} steps without growth`, await overSteps(context, gauges)),
    check(`${CYCLES} compile and dispose cycles without growth`, await overCycles(context, gauges)),
    check('programs that run at once give what they give alone', await concurrentMessage(context)),
    check('calls that overlap on one program run in order', await overlapMessage(context)),
  ];
}

function memoryGauges(): Gauge[] {
  const node = (globalThis as { process?: { memoryUsage?: () => { rss: number } } }).process?.memoryUsage;
  if (node !== undefined) return [{ name: 'resident bytes', slack: SLACK_BYTES, read: () => node().rss }];
  const page = (performance as { memory?: { usedJSHeapSize: number } }).memory;
  return page === undefined ? [] : [{ name: 'heap bytes', slack: SLACK_BYTES, read: () => page.usedJSHeapSize }];
}

async function growth(
  gauges: readonly Gauge[],
  warmUp: () => Promise<void>,
  work: () => Promise<void>,
): Promise<string | undefined> {
  await warmUp();
  const before = gauges.map((gauge) => gauge.read());
  await work();
  for (const [index, gauge] of gauges.entries()) {
    const grown = gauge.read() - before[index]!;
    if (grown > gauge.slack) return `${gauge.name} grew by ${grown}`;
  }
  return undefined;
}

async function overSteps({ backend }: TierContext, gauges: readonly Gauge[]): Promise<string | undefined> {
  const { network, parameters, batch, optimizer } = probe(16, 64);
  await using program = await backend.compile(network, parameters, optimizer);
  await using data = await program.load(batch);
  const run = async (count: number): Promise<void> => {
    const plan = plainPlan(batch.x.rows, 16, count);
    const { loss } = await program.trainSteps(data, plan);
    if (loss.length !== count) throw new Error(`a plan of ${count} steps gave ${loss.length} records`);
  };
  // Awaited here, since what is in use is freed when this function is left.
  return await growth(
    gauges,
    () => run(200),
    async () => {
      for (let i = 0; i < 10; i++) await run(STEPS / 10);
    },
  );
}

/** Each cycle holds two megabytes, so that what is not freed shows. */
async function overCycles({ backend }: TierContext, gauges: readonly Gauge[]): Promise<string | undefined> {
  const rows = 2 ** 15;
  const { network, parameters, optimizer } = probe();
  const x = { data: new Float64Array(rows * 4).fill(0.5), rows, cols: 4 };
  const batch = { x, y: new Float64Array(rows) };
  const cycle = async (): Promise<void> => {
    await using program = await backend.compile(network, parameters, optimizer);
    const data = await program.load(batch);
    await program.trainSteps(data, plainPlan(rows, 8, 1));
  };
  const repeat = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await cycle();
  };
  return growth(
    gauges,
    () => repeat(20),
    () => repeat(CYCLES),
  );
}

async function concurrentMessage({ backend, arithmetic }: TierContext): Promise<string | undefined> {
  const probes = [probe(3, 12, 1), probe(7, 12, 2), probe(3, 12, 3), probe(5, 12, 4)];
  const train = async ({ network, parameters, batch, optimizer }: ReturnType<typeof probe>): Promise<Float64Array> => {
    await using program = await backend.compile(network, parameters, optimizer);
    await using data = await program.load(batch);
    await program.trainSteps(data, plainPlan(batch.x.rows, 4, 9));
    return (await program.forward(batch.x)).data as Float64Array;
  };
  const alone: Float64Array[] = [];
  for (const one of probes) alone.push(await train(one));
  const together = await Promise.all(probes.map(train));
  const close = backend.capabilities.deterministic ? 0 : 1e4 * arithmetic.unitRoundoff;
  return alone.map((logits, i) => arraysDiffer(`program ${i}, logits`, logits, together[i]!, close)).find(Boolean);
}

async function overlapMessage({ backend, arithmetic }: TierContext): Promise<string | undefined> {
  const { network, parameters, batch, optimizer } = probe();
  const start = async (): Promise<ProgramV1> => backend.compile(network, parameters, optimizer);
  await using first = await start();
  await using second = await start();
  await using firstData = await first.load(batch);
  await using secondData = await second.load(batch);
  const plan = plainPlan(batch.x.rows, 4, 5);
  const before = await first.forward(batch.x);
  await first.trainSteps(firstData, plan);
  const after = await first.forward(batch.x);
  const [early, , late] = await Promise.all([
    second.forward(batch.x),
    second.trainSteps(secondData, plan),
    second.forward(batch.x),
  ]);
  const close = backend.capabilities.deterministic ? 0 : 1e4 * arithmetic.unitRoundoff;
  return (
    arraysDiffer('logits asked for before the training', before.data, early.data, close) ??
    arraysDiffer('logits asked for after the training', after.data, late.data, close)
  );
}

function plainPlan(rows: number, batchSize: number, count: number): StepPlanV1 {
  const { optimizer } = probe();
  const batches = Array.from({ length: count }, (_, step) =>
    Int32Array.from({ length: batchSize }, (_, i) => (step * batchSize + i) % rows),
  );
  return planOf(
    batches,
    batches.map((_, step) => factorsAt(optimizer, step + 1, 0.01, 0.001)),
  );
}
