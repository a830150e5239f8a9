import { describe, expect, it } from 'vitest';
import { runConformance, textReport } from '../src/index.ts';
import { loadVectors } from '../src/node/index.ts';
import { correct } from './support/mutants.ts';
import { wrongBackends } from './support/wrong-backends/index.ts';

/** The smallest vectors that show every kind of network. */
const vectors = (await loadVectors())
  .filter(({ batch, network }) => batch.x.rows * network.layers.length <= 60)
  .slice(0, 24);
const options = { vectors, cases: 4, multiplyAdds: 1e4 };
/** State, resources and errors are not a matter of cases. */
const fewCases = { vectors: vectors.slice(0, 3), cases: 1, multiplyAdds: 1e4 };

describe('a backend with one mistake', () => {
  it('is told from one without', async () => {
    const report = await runConformance(correct, options);
    expect(report.ok, textReport(report)).toBe(true);
  }, 300_000);

  it.each(wrongBackends)(
    '$name is caught in tier $tier',
    async ({ backend, tier, says, handles }) => {
      const report = await runConformance(backend, {
        ...(tier > 5 ? fewCases : options),
        tier,
        ...(handles && { handles }),
      });
      const failed = report.tiers.find(({ status }) => status === 'failed');
      expect(failed?.tier, textReport(report)).toBe(tier);
      const words = report.checks
        .filter(({ status }) => status === 'failed')
        .map(({ check, failure }) => `${check} ${failure?.cause ?? ''} ${failure?.message ?? ''}`);
      expect(words.join('\n')).toMatch(says);
    },
    300_000,
  );

  it('has at least three of its kind in every tier, and 25 in all', () => {
    expect(wrongBackends.length).toBeGreaterThanOrEqual(25);
    for (let tier = 0; tier <= 8; tier++)
      expect(wrongBackends.filter((wrong) => wrong.tier === tier).length, `tier ${tier}`).toBeGreaterThanOrEqual(3);
  });
});
