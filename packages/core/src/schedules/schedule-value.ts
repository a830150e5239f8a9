import { describeValue, fail } from '../errors/fail.ts';
import type { PiecewiseSchedule, PlainSchedule, Schedule, StepSchedule, WarmupSchedule } from './schedule.ts';
import { parseSchedule } from './schedule-schema.ts';

/**
 * λ of a schedule at one step. `progress` is t / T in [0, 1], `step` is t, an integer ≥ 0.
 *
 * A document is not checked again here: give it through `parseSchedule` or a constructor first.
 * @throws ChainzRuleError `INVALID_ARGUMENT` for progress or step out of range, where the schedule (a function, say) gives
 * something that is not a finite number ≥ 0, and for `controlled`, whose λ is that of its `createController(spec)`.
 */
export function scheduleValue(schedule: Schedule, progress: number, step: number): number {
  if (!(progress >= 0 && progress <= 1)) {
    fail('INVALID_ARGUMENT', `scheduleValue: progress is ${describeValue(progress)}; allowed: 0 ... 1`, {
      progress,
      step,
    });
  }
  if (!Number.isSafeInteger(step) || step < 0) {
    fail('INVALID_ARGUMENT', `scheduleValue: step is ${describeValue(step)}; allowed: an integer >= 0`, {
      progress,
      step,
    });
  }
  const value = typeof schedule === 'function' ? schedule(progress, step) : plainValue(schedule, progress);
  if (typeof value !== 'number' || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    const who = typeof schedule === 'function' ? "the schedule's function" : 'the schedule';
    const where = `at progress ${progress}, step ${step}`;
    fail('INVALID_ARGUMENT', `${who} gave ${describeValue(value)} ${where}; allowed: lambda, a finite number >= 0`, {
      value,
      progress,
      step,
    });
  }
  return value;
}

function plainValue(schedule: PlainSchedule, progress: number): number {
  if (typeof schedule === 'number') return schedule;
  switch (schedule?.kind) {
    case 'constant':
      return schedule.value;
    case 'linear':
      return between(schedule.from, schedule.to, progress);
    case 'geometric':
      return geometricBetween(schedule.from, schedule.to, progress);
    case 'cosine':
      return between(schedule.to, schedule.from, (1 + Math.cos(Math.PI * progress)) / 2);
    case 'step':
      return stepValue(schedule, progress);
    case 'piecewise':
      return piecewiseValue(schedule, progress);
    case 'warmup':
      return warmupValue(schedule, progress);
    case 'controlled':
      return fail(
        'INVALID_ARGUMENT',
        'scheduleValue: a controlled schedule follows what is measured; use createController(spec).value()',
      );
    default:
      // Not a schedule at all: say what is allowed.
      parseSchedule(schedule);
      return fail('INVALID_SPEC', `scheduleValue: schedule is ${describeValue(schedule)}`);
  }
}

/** The line from a to b at t, exact at both ends and never outside them. */
function between(a: number, b: number, t: number): number {
  if (t === 0 || a === b) return a;
  if (t === 1) return b;
  return clamp((1 - t) * a + t * b, Math.min(a, b), Math.max(a, b));
}

function geometricBetween(a: number, b: number, t: number): number {
  if (t === 0 || a === b) return a;
  if (t === 1) return b;
  return clamp(Math.exp((1 - t) * Math.log(a) + t * Math.log(b)), Math.min(a, b), Math.max(a, b));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function stepValue({ steps }: StepSchedule, progress: number): number {
  let value = steps[0]!.value;
  for (const step of steps) {
    if (step.from > progress) break;
    value = step.value;
  }
  return value;
}

function piecewiseValue({ points }: PiecewiseSchedule, progress: number): number {
  const after = points.findIndex((point) => point.at > progress);
  if (after === 0) return points[0]!.value;
  if (after < 0) return points[points.length - 1]!.value;
  const [left, right] = [points[after - 1]!, points[after]!];
  return between(left.value, right.value, (progress - left.at) / (right.at - left.at));
}

function warmupValue({ fraction, schedule }: WarmupSchedule, progress: number): number {
  if (progress < fraction) return (progress / fraction) * plainValue(schedule, 0);
  return plainValue(schedule, (progress - fraction) / (1 - fraction));
}
