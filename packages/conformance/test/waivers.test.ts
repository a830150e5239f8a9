import { describe, expect, it } from 'vitest';
import { parseWaivers } from '../src/index.ts';
import { behaviour, type Finding } from '../src/judge/finding.ts';
import { applyWaivers } from '../src/waivers/waivers.ts';

const failing: Finding = behaviour(2, 'vector/a+b', 'gradient', 'is wrong');
const passing: Finding = behaviour(2, 'generated/1/7', 'gradient', undefined);
const waiver = { case: 'vector/a+b', reason: 'flushes small numbers', link: 'https://example.org/1' };
const whyOf = (given: typeof waiver & { until?: string }): string | undefined =>
  applyWaivers([failing, passing], [given], '2027-01-01').stale[0]?.why;

describe('waivers', () => {
  it('cover a failing case by its id or by a pattern', () => {
    for (const name of ['vector/a+b', 'vector/*', '*']) {
      const { findings, stale } = applyWaivers([failing, passing], [{ ...waiver, case: name }], '2027-01-01');
      expect([...findings]).toEqual([failing]);
      expect(stale).toEqual([]);
    }
  });

  it('are stale where they match nothing, their cases pass, or their time is over', () => {
    expect(whyOf({ ...waiver, case: 'vector/axb' })).toBe('no case has that name');
    expect(whyOf({ ...waiver, case: 'generated/*' })).toBe('its cases pass');
    expect(whyOf({ ...waiver, until: '2026-12-31' })).toBe('it ended on 2026-12-31');
    expect(whyOf({ ...waiver, until: '2027-01-01' })).toBeUndefined();
  });

  it('with any number of * are matched at once', () => {
    const long = behaviour(2, 'a'.repeat(400), 'gradient', 'is wrong');
    const cover = (pattern: string): number =>
      applyWaivers([long], [{ ...waiver, case: pattern }], '2026-01-01').findings.size;
    expect(cover(`${'*a'.repeat(200)}b`)).toBe(0);
    expect(cover('*a'.repeat(200))).toBe(1);
    expect(cover(`a*${'a'.repeat(400)}`)).toBe(0);
    expect(cover(`${'a'.repeat(200)}*${'a'.repeat(200)}`)).toBe(1);
  });

  it.each([
    ['{', /is not JSON/],
    ['{}', /array/],
    [JSON.stringify([{ ...waiver, reason: '' }]), /0\.reason: found ""/],
    [JSON.stringify([{ ...waiver, until: 'soon' }]), /a date/],
    [JSON.stringify([{ ...waiver, cases: 'x' }]), /cases/],
  ])('%s is refused', (text, message) => {
    expect(() => parseWaivers(text)).toThrow(message);
  });
});
