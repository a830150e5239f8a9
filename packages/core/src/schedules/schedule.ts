/** The same λ at every step. */
export interface ConstantSchedule {
  readonly kind: 'constant';
  readonly value: number;
}

/**
 * From one λ to another over the run, either way. With progress p: `linear` (1 − p)·from + p·to; `geometric` the same in
 * log λ, both ends > 0; `cosine` to + (from − to)·(1 + cos πp)/2.
 */
export interface RangeSchedule {
  readonly kind: 'linear' | 'geometric' | 'cosine';
  readonly from: number;
  readonly to: number;
}

/** Constant pieces: each `value` holds from progress `from` on; the first starts at 0, the others ascend. */
export interface StepSchedule {
  readonly kind: 'step';
  readonly steps: readonly { readonly value: number; readonly from: number }[];
}

/** Straight lines between points at ascending progress; before the first and after the last point λ is theirs. */
export interface PiecewiseSchedule {
  readonly kind: 'piecewise';
  readonly points: readonly { readonly value: number; readonly at: number }[];
}

/**
 * A linear start, then `schedule` over what remains. With f = `fraction` in [0, 1) and s = `schedule`:
 * `λ(p) = (p / f) · s(0)` for p < f, and `λ(p) = s((p − f) / (1 − f))` from f on, so λ is continuous at f and s still ends
 * where it would. Up to `MAX_WARMUPS` may nest.
 */
export interface WarmupSchedule {
  readonly kind: 'warmup';
  readonly fraction: number;
  readonly schedule: PlainSchedule;
}

/**
 * Closed loop: λ starts at `start` and follows the measured tail ratio τ, `λ ← clamp(λ·exp(gain·(τ − target)), min, max)`
 * (math: §3; ours, experimental). It has a memory, so it stands alone and runs through `createController`.
 */
export interface ControlledSchedule {
  readonly kind: 'controlled';
  readonly target: number;
  readonly gain: number;
  readonly min: number;
  readonly max: number;
  readonly start: number;
}

/** λ over a run as a plain document. Progress is t / T in [0, 1]; every λ is finite and ≥ 0. */
export type ScheduleSpec =
  | ConstantSchedule
  | RangeSchedule
  | StepSchedule
  | PiecewiseSchedule
  | WarmupSchedule
  | ControlledSchedule;

/** What a file or a text can hold; a number is a constant. */
export type PlainSchedule = number | ScheduleSpec;

/** λ over a run: a number (constant), a document, or any function of progress t / T in [0, 1] and the step t. */
export type Schedule = PlainSchedule | ((progress: number, step: number) => number);

/** How deep warmups may nest in one another. */
export const MAX_WARMUPS = 4;
