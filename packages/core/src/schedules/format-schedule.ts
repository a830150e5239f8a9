import { describeValue, fail } from '../errors/fail.ts';
import type { PlainSchedule, Schedule } from './schedule.ts';
import { parseSchedule } from './schedule-schema.ts';

/**
 * A schedule as a line of text that `parseScheduleText` reads back exactly, numbers in their shortest form:
 * `0.1`, `geometric:0.1..0.001`, `step:0.1@0,0.01@0.5`.
 * @throws ChainzRuleError `INVALID_ARGUMENT` for a function, which has no text; `INVALID_SPEC` for a damaged document.
 */
export function formatSchedule(schedule: Schedule): string {
  if (typeof schedule === 'function') {
    fail(
      'INVALID_ARGUMENT',
      `formatSchedule: schedule is ${describeValue(schedule)}; allowed: a number or a document (piecewise, say)`,
    );
  }
  return format(parseSchedule(schedule) as PlainSchedule);
}

function format(schedule: PlainSchedule): string {
  if (typeof schedule === 'number') return `${schedule}`;
  switch (schedule.kind) {
    case 'constant':
      return `constant:${schedule.value}`;
    case 'linear':
    case 'geometric':
    case 'cosine':
      return `${schedule.kind}:${schedule.from}..${schedule.to}`;
    case 'step':
      return `step:${schedule.steps.map(({ value, from }) => `${value}@${from}`).join(',')}`;
    case 'piecewise':
      return `piecewise:${schedule.points.map(({ value, at }) => `${value}@${at}`).join(',')}`;
    case 'warmup':
      return `warmup:${schedule.fraction}:${format(schedule.schedule)}`;
    case 'controlled': {
      const { target, gain, min, max, start } = schedule;
      return `controlled:target=${target},gain=${gain},min=${min},max=${max},start=${start}`;
    }
  }
}
