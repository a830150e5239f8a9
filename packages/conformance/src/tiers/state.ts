import { type Batch, type Parameters, type ProgramV1, programFunctions, type TrainingStateV1 } from '@chainzrule/core';
import { tensorInputs } from '../cases/case-inputs.ts';
import { verdicts } from '../judge/best-variant.ts';
import { behaviour, type Finding, numbers } from '../judge/finding.ts';
import { sensitivity } from '../sensitivity/sensitivity.ts';
import type { TierContext } from './context.ts';
import { type Probe, probe } from './probe.ts';
import { factorsAt, planOf } from './step-plan.ts';

/** T6: snapshots are whole, restored states continue bit for bit, and what one backend trained another can use. */
export async function checkState(context: TierContext): Promise<Finding[]> {
  const given = probe();
  const { backend } = context;
  const check = (name: string, message: string | undefined): Finding => behaviour(6, 'state', name, message);
  await using program = await backend.compile(given.network, given.parameters, given.optimizer);
  await using data = await program.load(given.batch);
  const first = await program.snapshot();
  const findings = [
    check('the first snapshot is what was compiled', firstMessage(first, given.parameters)),
    check('a snapshot is a copy', await copyMessage(program, given.batch)),
  ];
  await program.trainSteps(data, steps(given, 0, 3));
  const middle = await program.snapshot();
  findings.push(
    check('a snapshot counts the steps', middle.step === 3 ? undefined : `after 3 steps it says ${middle.step}`),
  );
  const records = await program.trainSteps(data, steps(given, 3, 3));
  const end = await program.snapshot();
  await program.restore(middle);
  const again = await program.trainSteps(data, steps(given, 3, 3));
  const close = backend.capabilities.deterministic ? 0 : 1e4 * context.arithmetic.unitRoundoff;
  findings.push(
    check('a restored state continues as before', difference(end, await program.snapshot(), close)),
    check('its records are the same', arraysDiffer('loss', records.loss, again.loss, close)),
  );
  await program.restore(first);
  await program.trainSteps(data, steps(given, 0, 6));
  findings.push(check('six steps in one plan are six steps in two', difference(end, await program.snapshot(), close)));
  await program.restore(first);
  for (let t = 0; t < 6; t++) await program.trainSteps(data, steps(given, t, 1));
  findings.push(check('… and six steps in six plans', difference(end, await program.snapshot(), close)));
  await program.restore(end);
  findings.push(await elsewhere(context, given, end, program));
  return findings;
}

/** The logits of a trained state, against float64 at the snapshot's parameters: what another backend would compute. */
async function elsewhere(
  context: TierContext,
  given: Probe,
  state: TrainingStateV1,
  program: ProgramV1,
): Promise<Finding> {
  const { network, batch, optimizer } = given;
  const logits = await program.forward(batch.x);
  const x = { shape: [batch.x.rows, batch.x.cols], data: batch.x.data as Float64Array };
  const held = (parameters: Parameters) => {
    const inputs = [...tensorInputs(network, parameters), x];
    const judged = sensitivity(programFunctions(network, optimizer).forward, inputs, context.arithmetic, 1);
    return numbers(
      6,
      'state',
      'a trained state gives another backend the same logits',
      verdicts([['logits', logits.data]], judged),
    );
  };
  const finding = held(state.parameters);
  if (finding.passed) return finding;
  const stale = held(given.parameters).passed;
  return {
    ...finding,
    cause: stale ? 'matches the parameters before the restore: something is kept from then' : undefined,
  };
}

function steps({ batch, optimizer }: Probe, from: number, count: number) {
  const half = batch.x.rows / 2;
  const rows = Array.from({ length: count }, (_, i) =>
    Int32Array.from({ length: half }, (_, row) => (row * 5 + from + i) % batch.x.rows),
  );
  const factors = rows.map((_, i) =>
    factorsAt(optimizer, from + i + 1, 0.25 / (from + i + 1), 0.0078125 * (from + i + 1)),
  );
  return planOf(rows, factors);
}

function firstMessage(state: TrainingStateV1, parameters: Parameters): string | undefined {
  if (state.step !== 0) return `step is ${state.step} before any step`;
  for (const [name, { data }] of Object.entries(parameters)) {
    const message = arraysDiffer(name, data, state.parameters[name]?.data ?? new Float64Array(0), 0);
    if (message !== undefined) return message;
    if (state.moments.first[name]?.data.some((value) => value !== 0)) return `the first moment of ${name} is not zero`;
  }
  return undefined;
}

async function copyMessage(program: ProgramV1, { x }: Batch): Promise<string | undefined> {
  const before = await program.forward(x);
  const snapshot = await program.snapshot();
  for (const { data } of Object.values(snapshot.parameters)) data.fill(7);
  const after = await program.forward(x);
  return arraysDiffer('logits, after the snapshot was overwritten,', before.data, after.data, 0);
}

/** The first tensor in which two states differ by more than `close` relative to its largest element. */
function difference(a: TrainingStateV1, b: TrainingStateV1, close: number): string | undefined {
  if (a.step !== b.step) return `step is ${b.step}, expected ${a.step}`;
  const parts: [string, Parameters | undefined, Parameters | undefined][] = [
    ['', a.parameters, b.parameters],
    ['first moment of ', a.moments.first, b.moments.first],
    ['second moment of ', a.moments.second, b.moments.second],
  ];
  for (const [prefix, left, right] of parts) {
    for (const [name, { data }] of Object.entries(left ?? {})) {
      const message = arraysDiffer(prefix + name, data, right?.[name]?.data ?? new Float64Array(0), close);
      if (message !== undefined) return message;
    }
  }
  return undefined;
}

/** Where two arrays differ, in words. */
export function arraysDiffer(
  name: string,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  close: number,
): string | undefined {
  if (a.length !== b.length) return `${name} has ${b.length} numbers, expected ${a.length}`;
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i]) || Math.abs(a[i]! - b[i]!) <= close * scale) continue;
    return `${name}[${i}] is ${b[i]}, expected ${a[i]}`;
  }
  return undefined;
}
