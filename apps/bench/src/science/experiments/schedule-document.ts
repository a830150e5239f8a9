import type { PlainSchedule } from '@chainzrule/core';

/** λ over a run in multiples of λ₀ = 0.25·√(100/n), the rule for cubics. */
export interface ScheduleDocument {
  readonly kind: 'schedule';
  readonly name: string;
  readonly shape: 'constant' | 'linear' | 'geometric' | 'cosine' | 'controlled';
  readonly from: number;
  readonly to: number;
}

/** τ that the closed loop steers toward, and how hard. Ours, experimental. */
const CONTROL = { target: 1.1, gain: 0.5, range: 30 };

/** λ₀ for n training rows. */
function baseLambda(rows: number): number {
  return 0.25 * Math.sqrt(100 / rows);
}

/** The schedule for n training rows. */
export function resolveSchedule({ shape, from, to }: ScheduleDocument, rows: number): PlainSchedule {
  const base = baseLambda(rows);
  switch (shape) {
    case 'constant':
      return from * base;
    case 'controlled': {
      const { target, gain, range } = CONTROL;
      return { kind: 'controlled', target, gain, start: base, min: base / range, max: base * range };
    }
    default:
      return { kind: shape, from: from * base, to: to * base };
  }
}

const constant = (multiple: number): ScheduleDocument => ({
  kind: 'schedule',
  name: multiple === 0 ? 'no penalty' : `constant ${multiple} λ₀`,
  shape: 'constant',
  from: multiple,
  to: multiple,
});

/** Ranges as [lowest, highest] multiples of λ₀. */
const RANGES: readonly (readonly [number, number])[] = [
  [0.3, 3],
  [0.1, 1],
  [0.03, 0.3],
  [0.03, 3],
];

/** The reference that schedules are compared with. */
export const CONSTANT: ScheduleDocument = constant(1);

/** Every schedule of experiment b: constants, three shapes × four ranges × both directions, and the closed loop. */
export const SCHEDULES: readonly ScheduleDocument[] = [
  ...[0, 0.03, 0.1, 0.3].map(constant),
  CONSTANT,
  constant(3),
  ...(['linear', 'geometric', 'cosine'] as const).flatMap((shape) =>
    RANGES.flatMap(([low, high]) =>
      [
        [high, low],
        [low, high],
      ].map(
        ([from, to]): ScheduleDocument => ({
          kind: 'schedule',
          name: `${shape} ${from} → ${to} λ₀`,
          shape,
          from: from!,
          to: to!,
        }),
      ),
    ),
  ),
  { kind: 'schedule', name: 'controlled by τ', shape: 'controlled', from: 1, to: 1 },
];
