import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constant,
  controlled,
  cosine,
  geometric,
  linear,
  piecewise,
  type Schedule,
  scheduleValue,
  step,
  warmup,
} from '../../src/schedules/index.ts';

const at = (schedule: Schedule, progress: number) => scheduleValue(schedule, progress, 0);

describe('scheduleValue', () => {
  it.each<[string, Schedule, [number, number][]]>([
    [
      'a number',
      0.3,
      [
        [0, 0.3],
        [0.7, 0.3],
      ],
    ],
    [
      'constant',
      constant(0),
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'linear',
      linear(1, 3),
      [
        [0, 1],
        [0.25, 1.5],
        [1, 3],
      ],
    ],
    [
      'linear downwards',
      linear(0.1, 0),
      [
        [0, 0.1],
        [0.5, 0.05],
        [1, 0],
      ],
    ],
    // 0.1 · 0.01^0.25 and 0.1 · 0.01^0.5
    [
      'geometric',
      geometric(0.1, 0.001),
      [
        [0, 0.1],
        [0.25, 0.03162277660168379],
        [0.5, 0.01],
        [1, 0.001],
      ],
    ],
    [
      'geometric over all of float64',
      geometric(1e-300, 1e300),
      [
        [0, 1e-300],
        [0.5, 1],
        [1, 1e300],
      ],
    ],
    // 0.5 + 0.5 cos(π/3) = 0.75
    [
      'cosine',
      cosine(1, 0),
      [
        [0, 1],
        [1 / 3, 0.75],
        [0.5, 0.5],
        [2 / 3, 0.25],
        [1, 0],
      ],
    ],
    [
      'cosine upwards',
      cosine(0, 2),
      [
        [0, 0],
        [1 / 3, 0.5],
        [1, 2],
      ],
    ],
    [
      'step',
      step([
        { value: 0.1, from: 0 },
        { value: 0.01, from: 0.5 },
      ]),
      [
        [0, 0.1],
        [0.499, 0.1],
        [0.5, 0.01],
        [1, 0.01],
      ],
    ],
    [
      'piecewise',
      piecewise([
        { value: 0.1, at: 0.1 },
        { value: 0.5, at: 0.3 },
        { value: 0, at: 0.8 },
      ]),
      [
        [0, 0.1],
        [0.1, 0.1],
        [0.2, 0.3],
        [0.3, 0.5],
        [0.55, 0.25],
        [0.8, 0],
        [1, 0],
      ],
    ],
    [
      'warmup of a number',
      warmup(0.4, 0.5),
      [
        [0, 0],
        [0.25, 0.2],
        [0.5, 0.4],
        [1, 0.4],
      ],
    ],
    [
      'warmup of linear',
      warmup(linear(1, 0), 0.2),
      [
        [0, 0],
        [0.1, 0.5],
        [0.2, 1],
        [0.6, 0.5],
        [1, 0],
      ],
    ],
    [
      'warmup over nothing',
      warmup(linear(1, 0), 0),
      [
        [0, 1],
        [0.5, 0.5],
      ],
    ],
    // inner: s(0) = 0, reaches 1 at 0.5 of its own progress
    [
      'warmup of warmup',
      warmup(warmup(1, 0.5), 0.5),
      [
        [0.25, 0],
        [0.5, 0],
        [0.625, 0.5],
        [0.75, 1],
      ],
    ],
  ])('of %s', (_, schedule, values) => {
    for (const [progress, expected] of values) expect(at(schedule, progress)).toBeCloseTo(expected, 12);
  });

  it('meets both ends of a range exactly and never leaves it', () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    const progress = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(positive, positive, progress, (from, to, p) => {
        for (const schedule of [linear(from, to), geometric(from, to), cosine(from, to)]) {
          expect(at(schedule, 0)).toBe(from);
          expect(at(schedule, 1)).toBe(to);
          const value = at(schedule, p);
          expect(value >= Math.min(from, to) && value <= Math.max(from, to)).toBe(true);
        }
      }),
    );
  });

  it('gives a function progress and step', () => {
    expect(scheduleValue((progress, t) => progress * 10 + t, 0.5, 3)).toBe(8);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'a negative value',
      () => scheduleValue(() => -1, 0.5, 7),
      /function gave -1 at progress 0.5, step 7; allowed: .*>= 0/,
    ],
    ['NaN', () => at(() => Number.NaN, 0), /gave NaN/],
    ['infinity', () => at(() => Number.POSITIVE_INFINITY, 0), /gave Infinity/],
    ['text', () => at((() => '1') as unknown as Schedule, 0), /gave "1"/],
    ['a negative number as schedule', () => at(-0.1, 0), /the schedule gave -0.1/],
    ['progress above 1', () => at(1, 1.1), /progress is 1.1; allowed: 0 \.\.\. 1/],
    ['progress NaN', () => at(1, Number.NaN), /progress is NaN/],
    ['half a step', () => scheduleValue(1, 0, 0.5), /step is 0.5/],
    ['controlled', () => at(controlled({ target: 1, gain: 1, min: 1, max: 1, start: 1 }), 0), /createController/],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});
