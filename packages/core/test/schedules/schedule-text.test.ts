import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSchedule, type PlainSchedule, parseScheduleText } from '../../src/schedules/index.ts';

const controlled = { kind: 'controlled', target: 1.05, gain: 2, min: 1e-4, max: 1, start: 0.1 } as const;

describe('parseScheduleText', () => {
  it.each<[string, PlainSchedule]>([
    ['0.1', 0.1],
    [' .5 ', 0.5],
    ['constant:0.1', { kind: 'constant', value: 0.1 }],
    ['linear:1e-1..1e-3', { kind: 'linear', from: 0.1, to: 0.001 }],
    ['linear:1...5', { kind: 'linear', from: 1, to: 0.5 }],
    ['geometric:1e-1..1e-3', { kind: 'geometric', from: 0.1, to: 0.001 }],
    ['cosine:1e-1..0', { kind: 'cosine', from: 0.1, to: 0 }],
    [
      'step:0.1@0,0.01@0.5',
      {
        kind: 'step',
        steps: [
          { value: 0.1, from: 0 },
          { value: 0.01, from: 0.5 },
        ],
      },
    ],
    [
      'piecewise:0.1@0,0.5@0.3,0@1',
      {
        kind: 'piecewise',
        points: [
          { value: 0.1, at: 0 },
          { value: 0.5, at: 0.3 },
          { value: 0, at: 1 },
        ],
      },
    ],
    ['warmup:0.1:0.3', { kind: 'warmup', fraction: 0.1, schedule: 0.3 }],
    [
      'warmup:0.1:geometric:1e-1..1e-3',
      { kind: 'warmup', fraction: 0.1, schedule: { kind: 'geometric', from: 0.1, to: 0.001 } },
    ],
    ['controlled:target=1.05,gain=2,min=1e-4,max=1,start=0.1', controlled],
    ['controlled:start=0.1,max=1,min=1e-4,gain=2,target=1.05', controlled],
  ])('reads %s', (text, schedule) => {
    expect(parseScheduleText(text)).toEqual(schedule);
  });

  it.each<[string, number, RegExp]>([
    ['', 1, /found the end; allowed: a number, or|found the end; allowed: a number; for example geometric/],
    ['exponential:1', 1, /found "exponential:1"; allowed: a number, or one of constant linear .*; for example/],
    ['linear', 7, /found the end; allowed: ":"; for example linear:1e-1\.\.1e-3/],
    ['linear:1e-1.1e-3', 12, /found "\.1e-3"; allowed: "\.\."; for example linear/],
    ['linear:1..', 11, /found the end; allowed: a number/],
    ['linear:1..2x', 12, /found "x"; allowed: the end/],
    ['geometric:1..0', 14, /found "0"; allowed: to number > 0; for example geometric/],
    ['constant:-1', 10, /found "-1"; allowed: value number >= 0/],
    ['constant:1e999', 10, /a finite number/],
    ['step:0.1@0,0.01@0', 17, /found "0"; allowed: steps\.1\.from number > 0/],
    ['step:0.1@0.2', 10, /steps\.0\.from 0 /],
    ['piecewise:0.1@0,,', 17, /found ","; allowed: a number; for example piecewise/],
    ['warmup:1:0.5', 8, /found "1:0.5"; allowed: fraction number < 1/],
    ['warmup:0.1:linear:-1..2', 19, /found "-1\.\.2"; allowed: schedule\.from number >= 0/],
    ['warmup:0.1:controlled:target=1,gain=1,min=1,max=1,start=1', 12, /schedule\.kind/],
    [`${'warmup:.1:'.repeat(5)}1`, 41, /no more than 4 warmups/],
    ['controlled:target=1.05,gian=2', 24, /found "gian=2"; allowed: one of gain min max start; for example controlled/],
    ['controlled:target=1,target=2', 21, /allowed: one of gain/],
    ['controlled:target=1.05', 23, /the missing gain min max start/],
    ['-1', 1, /number >= 0/],
  ])('says where %j goes wrong', (text, character, message) => {
    const error = (() => {
      try {
        return parseScheduleText(text);
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect(error).toMatchObject({ code: 'INVALID_SPEC', details: { position: character - 1, text } });
    expect((error as Error).message).toContain(
      `the schedule ${JSON.stringify(text)} is not valid at character ${character}:`,
    );
    expect((error as Error).message).toMatch(message);
  });

  it('refuses what is not text', () => {
    expect(() => parseScheduleText(0.1 as unknown as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('formatSchedule', () => {
  it('writes numbers in their shortest form', () => {
    expect(formatSchedule(parseScheduleText('warmup:0.10:geometric:1e-1..1e-10'))).toBe(
      'warmup:0.1:geometric:0.1..1e-10',
    );
    expect(formatSchedule(0.1 + 0.2)).toBe('0.30000000000000004');
    expect(formatSchedule(controlled)).toBe('controlled:target=1.05,gain=2,min=0.0001,max=1,start=0.1');
  });

  it('has no text for a function, nor for a damaged document', () => {
    expect(() => formatSchedule(() => 1)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => formatSchedule({ kind: 'constant', value: -1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_SPEC' }),
    );
  });

  it('is read back exactly', () => {
    const lambda = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    const positive = fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true });
    const ascending = fc
      .uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 })
      .map((list) => list.sort((a, b) => a - b));
    const plain: fc.Arbitrary<PlainSchedule> = fc.oneof(
      lambda,
      lambda.map((value) => ({ kind: 'constant' as const, value })),
      fc.record({ kind: fc.constantFrom('linear' as const, 'cosine' as const), from: lambda, to: lambda }),
      fc.record({ kind: fc.constant('geometric' as const), from: positive, to: positive }),
      ascending.map((list) => ({
        kind: 'step' as const,
        steps: list.map((from, i) => ({ value: i + 0.1, from: i === 0 ? 0 : from })),
      })),
      fc
        .tuple(ascending, lambda)
        .map(([list, value]) => ({ kind: 'piecewise' as const, points: list.map((at) => ({ value, at })) })),
    );
    const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
    const warm = fc.record({ kind: fc.constant('warmup' as const), fraction, schedule: plain });
    const warmer = fc.record({ kind: fc.constant('warmup' as const), fraction, schedule: warm });
    const closed = fc
      .tuple(positive, positive, fc.array(positive, { minLength: 3, maxLength: 3 }))
      .map(([target, gain, limits]) => {
        const [min, start, max] = limits.sort((a, b) => a - b) as [number, number, number];
        return { kind: 'controlled' as const, target, gain, min, max, start };
      });
    fc.assert(
      fc.property(fc.oneof(plain, warm, warmer, closed), (schedule) => {
        expect(parseScheduleText(formatSchedule(schedule))).toEqual(schedule);
      }),
      { numRuns: 500 },
    );
  });
});
