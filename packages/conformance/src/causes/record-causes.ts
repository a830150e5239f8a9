import { type StepRecordsV1, takeRows } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { Judged } from '../sensitivity/sensitivity.ts';
import { clippedObjective } from '../tiers/clipped-objective.ts';
import type { Step } from '../tiers/one-step.ts';
import { inFloat64 } from './known-mistake.ts';

/** What a step records, in the order of the objective's results. */
const RECORDED = ['loss', 'task', 'penalty', 'gradientNorm'] as const;

/** Why a step records other numbers than the objective at its rows and λ; undefined where it records those. */
export function recordCause(
  given: ConformanceCase,
  step: Step,
  records: StepRecordsV1,
  judged: readonly Judged[],
): string | undefined {
  const found = RECORDED.map((name) => records[name][0]!);
  const wrong = found.findIndex(
    (value, index) => !(Math.abs(value - judged[index]!.expected[0]!) <= judged[index]!.tolerance[0]!),
  );
  if (wrong < 0) return undefined;
  const { network, optimizer, batch } = given;
  const objectiveAt = (rows: Int32Array, lambda: number, weights = true): Float64Array[] => {
    const { x, y, ...rest } = takeRows(batch, rows);
    const taken = weights ? { x, y, ...rest } : { x, y };
    const { parameters } = step.before;
    const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, taken)];
    return inFloat64(clippedObjective(network, optimizer), inputs).slice(0, RECORDED.length);
  };
  const { rows, factors } = step;
  const norm = Math.min(judged[3]!.expected[0]!, optimizer.gradientClip ?? Number.POSITIVE_INFINITY);
  const mistakes: (readonly [string, () => readonly ArrayLike<number>[]])[] = [
    ['the gradient’s norm after clipping', () => [...judged.slice(0, 3).map(({ expected }) => expected), [norm]]],
    ['a step with λ = 0', () => objectiveAt(rows, 0)],
    [
      'the first rows of the data set, not those of the plan',
      () =>
        objectiveAt(
          rows.map((_, i) => i),
          factors.lambda,
        ),
    ],
    ['row weights left out', () => objectiveAt(rows, factors.lambda, false)],
  ];
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(b), 1e-6);
  const known = mistakes.find(([, results]) => results().every((values, index) => near(found[index]!, values[0]!)));
  if (known !== undefined) return `matches ${known[0]}`;
  return `the step records another ${['loss', 'task loss', 'penalty', 'gradient norm'][wrong]} than evaluate would give at its rows and λ`;
}
