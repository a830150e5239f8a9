import { type BackendV1, backendFromOps, FLOAT32 } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { type Deletion, watched } from '../../core/test/support/term-deletion.ts';
import { roundTo } from '../src/arithmetic/round-to.ts';
import type { ConformanceCase } from '../src/cases/conformance-case.ts';
import { extremeCases } from '../src/cases/extreme-cases.ts';
import { vectorCase } from '../src/cases/vector-case.ts';
import type { Finding } from '../src/judge/finding.ts';
import { loadVectors } from '../src/node/index.ts';
import { type Sensitivity, sensitivity } from '../src/sensitivity/sensitivity.ts';
import type { TierContext } from '../src/tiers/context.ts';
import { checkForward } from '../src/tiers/forward.ts';
import { checkNorms } from '../src/tiers/norms.ts';
import { checkPenalty, checkTask } from '../src/tiers/objective.ts';
import { checkOneStep } from '../src/tiers/training.ts';
import { roundedOps } from './support/rounded-ops.ts';

const { ops, memory } = roundedOps(roundTo(FLOAT32), 'sequential');

function withoutTerm(deletion: Deletion | undefined, seen: Set<string>): BackendV1 {
  const capabilities = { browser: true, fusedSteps: true, deterministic: true };
  const description = { name: 'deleted', device: 'cpu', arithmetic: FLOAT32, capabilities };
  return backendFromOps(description, watched(ops, deletion, seen), memory);
}

/** What float64 says about a case does not depend on what a backend leaves out, so it is computed once. */
const answers = new Map<string, Sensitivity>();

async function findingsOf(backend: BackendV1, given: ConformanceCase): Promise<Finding[]> {
  let asked = 0;
  const judge: typeof sensitivity = (fn, ...rest) => {
    const key = `${given.id} ${asked++} ${fn.name}`;
    const answer = answers.get(key) ?? sensitivity(fn, ...rest);
    answers.set(key, answer);
    return answer;
  };
  const context: TierContext = { backend, arithmetic: FLOAT32, judge, signal: undefined };
  const findings: Finding[] = [];
  for (const check of [checkForward, checkTask, checkPenalty, checkNorms, checkOneStep]) {
    const found = [await check(context, given)].flat();
    findings.push(...found);
    if (found.some(({ passed }) => !passed)) return findings;
  }
  return findings;
}

const small = (await loadVectors()).filter(
  ({ batch, network }) => batch.x.rows * network.layers.reduce((sum, { units }) => sum + units, network.inputs) <= 400,
);

describe('every term of the step, left out alone,', () => {
  it('is caught within the tolerances of float32', async () => {
    const casesAt = new Map<string, ConformanceCase[]>();
    const vectorCases = small.map((vector, index) => vectorCase(vector, FLOAT32, index + 1));
    for (const given of [...vectorCases, ...extremeCases(FLOAT32)]) {
      const seen = new Set<string>();
      const findings = await findingsOf(withoutTerm(undefined, seen), given);
      expect(findings.filter(({ passed }) => !passed)).toEqual([]);
      for (const place of seen) casesAt.set(place, [...(casesAt.get(place) ?? []), given]);
    }
    expect(casesAt.size).toBeGreaterThan(50);
    expect(casesAt.has('outside the step')).toBe(false);

    const survivors: string[] = [];
    for (const [place, cases] of casesAt) {
      for (const dropped of ['first', 'second'] as const) {
        let caught = false;
        for (const given of cases) {
          if (caught) break;
          const findings = await findingsOf(withoutTerm({ place, dropped }, new Set()), given).catch(() => []);
          caught = findings.some(({ passed }) => !passed);
        }
        if (!caught) survivors.push(`${place} without its ${dropped} term`);
      }
    }
    expect(survivors).toEqual([]);
  }, 900_000);
});
