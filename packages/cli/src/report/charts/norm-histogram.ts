import type { NormFigures } from '@chainzrule/core';
import { gridY, type Markish, rectY, ruleX, ruleY, text } from '@observablehq/plot';
import { CHART_WIDTH, chart, SERIES } from '../chart.ts';
import type { Markup } from '../markup.ts';
import { number } from '../numbers.ts';

const LEFT = 48;
const RIGHT = 14;
/** Generous width of a letter, so that labels never leave the chart. */
const LETTER = 7;

/** Gradient norms as a histogram with mean and p99 marked. `series`: the network's place in the legend. */
export function normHistogram(label: string, { edges, counts, mean, p99 }: NormFigures, series: number): Markup {
  const bins = counts.map((count, bin) => ({ from: edges[bin]!, to: edges[bin + 1]!, count }));
  const labels = placeLabels(mean, p99, edges[0] ?? 0, edges.at(-1) ?? 1);
  const marks: Markish[] = [
    gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
    rectY(bins, {
      x1: 'from',
      x2: 'to',
      y: 'count',
      fill: SERIES[series % SERIES.length]!,
      fillOpacity: 0.75,
      inset: 0.5,
    }),
    ruleY([0], { stroke: 'var(--soft)' }),
  ];
  for (const { value, words, left, line, dash } of labels.placed) {
    marks.push(
      ruleX([value], { stroke: 'var(--ink)', strokeWidth: 1.5, ...(dash && { strokeDasharray: '4 3' }) }),
      text([words], {
        x: [value],
        frameAnchor: 'top',
        textAnchor: left ? 'end' : 'start',
        dx: left ? -5 : 5,
        dy: -12 * line,
        fill: 'var(--ink)',
      }),
    );
  }
  return chart(label, {
    marginTop: 16 + 12 * Math.max(1, ...labels.placed.map(({ line }) => line)),
    marginLeft: LEFT,
    marginRight: labels.marginRight,
    x: { label: 'gradient norm', ticks: 6 },
    y: { label: null, ticks: 4 },
    marks,
  });
}

interface PlacedLabel {
  readonly value: number;
  readonly words: string;
  /** Whether the label ends at its line instead of starting there. */
  readonly left: boolean;
  /** Lines above the chart. */
  readonly line: number;
  readonly dash: boolean;
}

/** The mean's label stands left of its line and p99's right of it; where there is no room they change sides, or p99's goes one line up. */
function placeLabels(
  mean: number | null,
  p99: number | null,
  low: number,
  high: number,
): { readonly placed: readonly PlacedLabel[]; readonly marginRight: number } {
  const width = CHART_WIDTH - LEFT - RIGHT;
  const at = (value: number): number => (high > low ? ((value - low) / (high - low)) * width : width / 2);
  const placed: PlacedLabel[] = [];
  let marginRight = RIGHT;
  const size = (words: string): number => words.length * LETTER;
  const meanWords = `mean ${number(mean)}`;
  const meanLeft = mean !== null && at(mean) > size(meanWords);
  if (mean !== null) placed.push({ value: mean, words: meanWords, left: meanLeft, line: 1, dash: false });
  if (p99 !== null) {
    const words = `p99 ${number(p99)}`;
    const gap = at(p99) - (mean === null ? 0 : at(mean) + (meanLeft ? 0 : size(meanWords)));
    const left = width - at(p99) < size(words) && gap > size(words) + 8;
    const crowded = !left && !meanLeft && gap < 8;
    placed.push({ value: p99, words, left, line: crowded ? 2 : 1, dash: true });
    // The axis gives way to a label at its end.
    const share = at(p99) / width;
    if (!left) marginRight = Math.max(RIGHT, (size(words) - (1 - share) * (width + RIGHT)) / Math.max(share, 0.5) + 8);
  }
  return { placed, marginRight };
}
