import fc from 'fast-check';
import { it } from 'vitest';
import { FUZZ_TIMEOUT, fuzz } from '../../core/test/support/fuzz.ts';
import { damaged, hostile, json } from '../../core/test/support/hostile.ts';
import { behaviour } from '../src/judge/finding.ts';
import { applyWaivers, parseWaivers } from '../src/waivers/waivers.ts';

const findings = [
  behaviour(2, 'vector/042-binary-local-cubic', 'gradient', 'is wrong'),
  behaviour(2, `generated/${'a'.repeat(60)}`, 'gradient', undefined),
];
const waivers = [
  { case: 'vector/042*', reason: 'flushes small numbers', link: 'https://example.org/1', until: '2027-01-01' },
  { case: 'generated/*', reason: 'a coarse logarithm', link: 'https://example.org/2' },
];
/** Patterns that take a regular expression for ever, and ordinary ones. */
const patterns = fc
  .tuple(
    fc.constantFrom('', 'generated/', 'vector/'),
    fc.array(fc.oneof(fc.constantFrom('*', 'a', '*a', '*a*a*a*a', '.', '(', '\\', '+'), hostile), { maxLength: 200 }),
    fc.constantFrom('', 'b', '*'),
  )
  .map(([start, parts, end]) => [{ ...waivers[0]!, case: (start + parts.join('')).slice(0, 499) + end }]);

it(
  'waiver files are read and applied, or refused by type',
  () =>
    fuzz({
      name: 'waivers',
      inputs: fc.oneof(
        fc.oneof(json, damaged(waivers), patterns).map((value) => JSON.stringify(value) ?? 'null'),
        fc.oneof(hostile, fc.string()),
      ),
      parse: (text) => applyWaivers(findings, parseWaivers(text), '2026-12-01'),
    }),
  FUZZ_TIMEOUT,
);
