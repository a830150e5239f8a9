import type { Figure, NormFigures } from '@chainzrule/core';
import type { Style } from '../terminal/style.ts';
import { formatTable, printable } from '../terminal/table.ts';
import type { Diagnosis } from './diagnosis.ts';

const BAR_WIDTH = 40;
/** Bins of the finer histogram that one line of the terminal shows. */
const LINES = 12;

/** A diagnosis as text for people. */
export function printDiagnosis(
  { data, norms, training, layerNorms, lipschitz, certified }: Diagnosis,
  style: Style,
): string {
  const columns = ['gradient norms', 'τ = p99/mean', 'in training', 'mean', 'p50', 'p90', 'p99', 'max'].map(
    (title, index) => ({ title, align: index === 0 ? ('left' as const) : ('right' as const) }),
  );
  const row = (name: string, figures: NormFigures, before: Figure | undefined): string[] => [
    name,
    style.bold(number(figures.ratio)),
    number(before ?? null),
    ...[figures.mean, figures.p50, figures.p90, figures.p99, figures.max].map(number),
  ];
  const ratio =
    lipschitz.bound !== null && lipschitz.largestSampledSlope ? lipschitz.bound / lipschitz.largestSampledSlope : null;
  const blocks = [
    `data      ${printable(data.name)}: ${data.rows} rows; labels are not looked at`,
    formatTable(columns, [row('layer', norms.layer, training?.layer), row('input', norms.input, training?.input)]),
    `layers    ${layerNorms.length === 0 ? 'none (a linear model)' : layerNorms.map((value, index) => `${index + 1}: ${number(value)}`).join('   ')}   (root mean square of ‖diag(D)Wᵀ‖)`,
    `Lipschitz ≤ ${number(lipschitz.bound)} on the box of these rows (largest sampled slope ${number(lipschitz.largestSampledSlope)}${ratio === null ? '' : `, ${number(ratio)} times less`})`,
    ...(certified === null
      ? []
      : [
          `certified ${(100 * certified.share).toFixed(1)} % of the rows keep their class within ${certified.radius} standard deviations (median radius ${number(certified.median)})`,
        ]),
    `${style.bold('Norms of the input derivative')}\n${histogram(norms.input)}`,
    style.dim('A τ above that of training says that these rows meet steeper places than the test rows did.'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function histogram({ edges, counts, mean, p99 }: NormFigures): string {
  const merge = Math.max(1, Math.ceil(counts.length / LINES));
  const bins = Array.from({ length: Math.ceil(counts.length / merge) }, (_, index) => ({
    from: edges[index * merge]!,
    to: edges[Math.min((index + 1) * merge, counts.length)]!,
    count: counts.slice(index * merge, (index + 1) * merge).reduce((sum, count) => sum + count, 0),
  }));
  const largest = Math.max(1, ...bins.map(({ count }) => count));
  const marks = ({ from, to }: { from: number; to: number }, last: boolean): string =>
    [['mean', mean] as const, ['p99', p99] as const]
      .filter(([, value]) => value !== null && value >= from && (value < to || (last && value <= to)))
      .map(([name]) => ` ← ${name}`)
      .join('');
  return bins
    .map((bin, index) => {
      const bar = '█'.repeat(Math.round((BAR_WIDTH * bin.count) / largest)) || (bin.count > 0 ? '▏' : '');
      return `${number(bin.from).padStart(9)} ${bar} ${bin.count}${marks(bin, index === bins.length - 1)}`;
    })
    .join('\n');
}

function number(value: Figure): string {
  if (value === null) return '–';
  return value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
}
