import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = new URL('../../../docs/concepts/tolerances.md', import.meta.url);

/** Seeds that were run at length; the last with larger networks. */
const seeds = [1, 20_261, 5];

it('shows the recorded runs of the emulations', () => {
  const runs = seeds.map((seed) => {
    const file = new URL(`../records/emulations-seed-${seed}.json`, import.meta.url);
    expect(existsSync(file), file.pathname).toBe(true);
    return JSON.parse(readFileSync(file, 'utf8'));
  });
  const row = (title: string, value: (run: (typeof runs)[number]) => string): string =>
    `| ${title} | ${runs.map(value).join(' | ')} |`;
  const whole = (value: number): string => value.toLocaleString('en');
  const rows = [
    row('float32, four orders of summation', ({ seed }) => `seed ${seed}`),
    row('---', () => '---:'),
    row('generated specs × orders', ({ specs, orders }) => `${whole(specs)} × ${orders.length}`),
    row('multiply-adds of one evaluation, at most', ({ multiplyAdds }) => whole(multiplyAdds)),
    row('checks', ({ checks }) => whole(checks)),
    row('**false failures**', ({ falseFailures }) => `**${falseFailures}**`),
    row('tensors compared', ({ tensors }) => whole(tensors)),
    row('error / tolerance, median', ({ medianRatio }) => medianRatio.toFixed(3)),
    row('error / tolerance, largest', ({ largestRatio }) => largestRatio.toFixed(3)),
    row('tolerance / RMS(value), median', (run) => run.medianRelativeTolerance.toExponential(1)),
    row('tolerance / RMS(value), 99th percentile', (run) => run.p99RelativeTolerance.toExponential(1)),
    row('undecidable tensors', ({ undecidable, tensors }) => `${((100 * undecidable) / tensors).toFixed(2)} %`),
    row('decidable tensors where 1 % of the RMS, or zeros, would pass', ({ blindTensors }) => `${blindTensors}`),
  ];
  const text = readFileSync(page, 'utf8');
  const block = `<!-- generated:emulations -->\n${rows.join('\n')}\n<!-- /generated:emulations -->`;
  const updated = text.replace(/<!-- generated:emulations -->[\s\S]*<!-- \/generated:emulations -->/, () => block);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, updated);
  else expect(text, 'run with UPDATE_DOCS=1').toBe(updated);
});
