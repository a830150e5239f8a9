import type { BackendV1 } from '@chainzrule/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { TIERS, type Tier } from './judge/finding.ts';
import type { ConformanceReport } from './report/report.ts';
import { textReport } from './report/text-report.ts';
import { type ConformanceOptions, runConformance } from './run-conformance.ts';

/** Minutes that a whole run may take. */
const LIMIT_MS = 30 * 60_000;

/**
 * The conformance kit as a vitest suite: one test per tier, so that a failure shows where a backend goes wrong first.
 * `createBackend` is called once.
 */
export function describeConformance(
  createBackend: () => BackendV1 | Promise<BackendV1>,
  options: ConformanceOptions = {},
  name = 'conformance',
): void {
  describe(name, () => {
    let report: ConformanceReport;
    beforeAll(async () => {
      report = await runConformance(await createBackend(), options);
    }, LIMIT_MS);

    for (const tier of [0, 1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Tier[]) {
      it.runIf(tier <= (options.tier ?? 8))(`T${tier} ${TIERS[tier]}`, () => {
        const { status } = report.tiers[tier]!;
        expect(status, status === 'passed' ? '' : textReport(report)).toBe('passed');
      });
    }

    it('has no stale waiver', () => {
      expect(report.staleWaivers).toEqual([]);
    });
  });
}
