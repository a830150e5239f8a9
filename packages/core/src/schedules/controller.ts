import { describeValue, fail } from '../errors/fail.ts';
import { parseDocument } from '../spec/parse.ts';
import type { ControlledSchedule } from './schedule.ts';
import { scheduleSchema } from './schedule-schema.ts';

/** The running state of a `controlled` schedule: one number, λ. */
export interface Controller {
  /** λ now. */
  value(): number;
  /**
   * Takes a measured tail ratio and returns the new λ = clamp(λ·exp(gain·(τ − target)), min, max).
   * @throws ChainzRuleError `NON_FINITE_INPUT` unless τ is a finite number ≥ 0; λ stays as it was.
   */
  observe(tau: number): number;
}

/**
 * Starts the closed loop of a `controlled` schedule; give `value` to go on from a checkpoint instead of `spec.start`.
 * @throws ChainzRuleError `INVALID_SPEC` for a damaged document, `INVALID_ARGUMENT` for another kind or a value outside min … max.
 */
export function createController(spec: ControlledSchedule, value?: number): Controller {
  const checked = parseDocument(scheduleSchema, spec, 'the schedule');
  if (typeof checked === 'number' || checked.kind !== 'controlled') {
    fail(
      'INVALID_ARGUMENT',
      `createController: schedule is ${describeValue(spec)}; allowed: kind "controlled" (others need no controller)`,
    );
  }
  const { target, gain, min, max, start } = checked;
  let lambda = value ?? start;
  if (!(lambda >= min && lambda <= max)) {
    fail('INVALID_ARGUMENT', `createController: value is ${describeValue(lambda)}; allowed: ${min} ... ${max}`, {
      value: lambda,
    });
  }
  return {
    value: () => lambda,
    observe(tau) {
      if (!Number.isFinite(tau) || tau < 0) {
        fail(
          'NON_FINITE_INPUT',
          `Controller.observe: tau is ${describeValue(tau)}; allowed: a finite tail ratio >= 0`,
          { tau },
        );
      }
      lambda = Math.min(Math.max(lambda * Math.exp(gain * (tau - target)), min), max);
      return lambda;
    },
  };
}
