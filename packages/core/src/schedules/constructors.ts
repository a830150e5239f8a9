import { parseDocument } from '../spec/parse.ts';
import type {
  ConstantSchedule,
  ControlledSchedule,
  PiecewiseSchedule,
  PlainSchedule,
  RangeSchedule,
  StepSchedule,
  WarmupSchedule,
} from './schedule.ts';
import { scheduleSchema } from './schedule-schema.ts';

/** The same λ at every step. @throws ChainzRuleError `INVALID_SPEC` unless it is finite and ≥ 0. */
export function constant(value: number): ConstantSchedule {
  return checked({ kind: 'constant', value });
}

/** A straight line from one λ to another. @throws ChainzRuleError `INVALID_SPEC` unless both are finite and ≥ 0. */
export function linear(from: number, to: number): RangeSchedule {
  return checked({ kind: 'linear', from, to });
}

/** A straight line in log λ. @throws ChainzRuleError `INVALID_SPEC` unless both ends are finite and > 0. */
export function geometric(from: number, to: number): RangeSchedule {
  return checked({ kind: 'geometric', from, to });
}

/** Half a cosine from one λ to another, flat at both ends. @throws ChainzRuleError `INVALID_SPEC` unless both are finite and ≥ 0. */
export function cosine(from: number, to: number): RangeSchedule {
  return checked({ kind: 'cosine', from, to });
}

/** Constant pieces, each from a progress on. @throws ChainzRuleError `INVALID_SPEC` unless the first starts at 0 and they ascend. */
export function step(steps: StepSchedule['steps']): StepSchedule {
  return checked({ kind: 'step', steps });
}

/** Straight lines between points. @throws ChainzRuleError `INVALID_SPEC` unless they ascend within [0, 1]. */
export function piecewise(points: PiecewiseSchedule['points']): PiecewiseSchedule {
  return checked({ kind: 'piecewise', points });
}

/** A linear start over `fraction` of the run, then `schedule` over the rest. @throws ChainzRuleError `INVALID_SPEC`. */
export function warmup(schedule: PlainSchedule, fraction: number): WarmupSchedule {
  return checked({ kind: 'warmup', fraction, schedule });
}

/** λ that follows the measured tail ratio. @throws ChainzRuleError `INVALID_SPEC` unless 0 < min ≤ start ≤ max, gain > 0 and target > 0. */
export function controlled(options: Omit<ControlledSchedule, 'kind'>): ControlledSchedule {
  return checked({ ...options, kind: 'controlled' });
}

function checked<S extends PlainSchedule>(schedule: S): S {
  return parseDocument(scheduleSchema, schedule, 'the schedule') as S;
}
