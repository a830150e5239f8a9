import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lipschitzBound } from '../../src/bounds/index.ts';
import { initialParameters } from '../../src/initial/index.ts';
import { Rng } from '../../src/random/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { cubicNetwork } from '../support/networks.ts';

const page = new URL('../../../../docs/concepts/mathematics.md', import.meta.url);
const SAMPLES = 20_000;
const INPUTS = 4;

const shown = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

/** Bound and largest sampled slope of an initial cubic network of some depth over the box [−1, 1]⁴. */
async function tightness(depth: number): Promise<{ readonly bound: number; readonly largest: number }> {
  const network = cubicNetwork(
    INPUTS,
    new Array<number>(depth).fill(16),
    { type: 'binary' },
    { penalty: 'local', reduction: 'sum' },
  );
  const rng = Rng.fromSeed(31).fork(depth);
  const parameters = initialParameters(network, rng.fork('parameters'), { coefficientSd: 0.1 });
  const box = { lower: new Float64Array(INPUTS).fill(-1), upper: new Float64Array(INPUTS).fill(1) };
  const data = Float64Array.from({ length: SAMPLES * INPUTS }, () => 2 * rng.uniform() - 1);
  await using program = await createReferenceBackend().compile(network, parameters);
  const { input } = await program.derivativeNorms({ data, rows: SAMPLES, cols: INPUTS });
  return { bound: lipschitzBound(network, parameters, box).bound, largest: input.reduce((a, b) => Math.max(a, b)) };
}

describe('the Lipschitz bound beside the largest sampled slope', () => {
  it('is above it at depth 1 to 3, by the ratios that the page reports', async () => {
    const rows = [
      '| hidden layers | bound | largest of 20,000 sampled slopes | ratio |',
      '| --- | ---: | ---: | ---: |',
    ];
    for (const depth of [1, 2, 3]) {
      const { bound, largest } = await tightness(depth);
      expect(bound).toBeGreaterThanOrEqual(largest);
      rows.push(`| ${depth} | ${shown(bound)} | ${shown(largest)} | ${shown(bound / largest)} |`);
    }
    const text = readFileSync(page, 'utf8');
    const block = `<!-- generated:tightness -->\n${rows.join('\n')}\n<!-- /generated:tightness -->`;
    const updated = text.replace(/<!-- generated:tightness -->[\s\S]*<!-- \/generated:tightness -->/, block);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, updated);
    else expect(text, 'run with UPDATE_DOCS=1').toBe(updated);
  });
});
