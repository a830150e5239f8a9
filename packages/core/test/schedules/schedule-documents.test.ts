import { describe, expect, it } from 'vitest';
import { constant, geometric, parseSchedule, warmup } from '../../src/schedules/index.ts';

describe('schedule documents', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? 1 : { kind: 'warmup', fraction: 0.1, schedule: nested(depth - 1) };
  it.each<[string, unknown, RegExp]>([
    ['an unknown kind', { kind: 'exponential' }, /kind: found "exponential"; allowed: .*"geometric".*"controlled"/],
    ['text', '0.1', /found "0.1"/],
    ['a negative number', -1, /found -1; allowed: number >= 0/],
    ['NaN', { kind: 'constant', value: Number.NaN }, /value: found NaN/],
    ['infinity', { kind: 'linear', from: 1, to: Number.POSITIVE_INFINITY }, /to: found Infinity/],
    ['a geometric end of zero', { kind: 'geometric', from: 1, to: 0 }, /to: found 0; allowed: number > 0/],
    ['no steps', { kind: 'step', steps: [] }, /steps/],
    [
      'a first step after 0',
      { kind: 'step', steps: [{ value: 1, from: 0.1 }] },
      /steps\.0\.from: found 0.1; allowed: 0 /,
    ],
    [
      'points out of order',
      {
        kind: 'piecewise',
        points: [
          { value: 1, at: 0.5 },
          { value: 2, at: 0.5 },
        ],
      },
      /points\.1\.at: found 0.5; allowed: number > 0.5/,
    ],
    [
      'a warmup over everything',
      { kind: 'warmup', fraction: 1, schedule: 1 },
      /fraction: found 1; allowed: number < 1/,
    ],
    [
      'a damaged schedule in a warmup',
      { kind: 'warmup', fraction: 0.1, schedule: { kind: 'linear', from: -2, to: 1 } },
      /schedule\.from: found -2/,
    ],
    [
      'controlled in a warmup',
      { kind: 'warmup', fraction: 0.1, schedule: { kind: 'controlled' } },
      /schedule\.kind: found "controlled"/,
    ],
    [
      'a start outside the limits',
      { kind: 'controlled', target: 1, gain: 1, min: 0.1, max: 1, start: 2 },
      /start: found 2; allowed: number 0.1 \.\.\. 1/,
    ],
    [
      'limits the wrong way round',
      { kind: 'controlled', target: 1, gain: 1, min: 2, max: 1, start: 1 },
      /max: found 1; allowed: number >= min \(2\)/,
    ],
    ['a further field', { kind: 'constant', value: 1, extra: 1 }, /extra/],
    ['warmups without end', nested(5000), /schedule/],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseSchedule(value)).toThrow(
      expect.objectContaining({ code: 'INVALID_SPEC', message: expect.stringMatching(message) }),
    );
  });

  it('takes four warmups, not five, numbers and functions', () => {
    expect(parseSchedule(nested(4))).toEqual(nested(4));
    expect(() => parseSchedule(nested(5))).toThrow(/schedule.schedule.schedule.schedule/);
    const own = () => 1;
    expect(parseSchedule(own)).toBe(own);
    expect(parseSchedule(0.1)).toBe(0.1);
  });

  it('constructors refuse what the documents refuse', () => {
    const refused = expect.objectContaining({ code: 'INVALID_SPEC' });
    expect(() => constant(-1)).toThrow(refused);
    expect(() => geometric(0, 1)).toThrow(refused);
    expect(() => warmup((() => 1) as unknown as number, 0.1)).toThrow(refused);
  });
});
