import type { CalibrationFigures } from '@chainzrule/core';
import { dot, gridX, gridY, line } from '@observablehq/plot';
import { chart, SERIES } from '../chart.ts';
import type { Markup } from '../markup.ts';

/** How often a network is right against how sure it says it is; dots as large as they hold rows. */
export function calibrationChart(networks: readonly (readonly CalibrationFigures[])[]): Markup {
  const filled = networks.map((bins) => bins.filter(({ count }) => count > 0));
  const sure = filled.flat().map(({ confidence }) => confidence ?? 1);
  const low = Math.min(0.5, Math.floor(10 * Math.min(...sure)) / 10);
  return chart('Accuracy against stated confidence', {
    marginRight: 22,
    x: { label: 'stated confidence →', domain: [low, 1], ticks: 5, tickFormat: '.0%' },
    y: { label: '↑ accuracy', domain: [0, 1], ticks: 5, tickFormat: '.0%' },
    r: { range: [2.5, 9] },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      line(
        [
          [low, low],
          [1, 1],
        ],
        { stroke: 'var(--soft)', strokeDasharray: '4 3' },
      ),
      filled.map((bins, index) => {
        const colour = SERIES[index % SERIES.length]!;
        return [
          line(bins, { x: 'confidence', y: 'accuracy', stroke: colour, strokeWidth: 1.8 }),
          dot(bins, { x: 'confidence', y: 'accuracy', r: 'count', fill: colour, fillOpacity: 0.55, stroke: colour }),
        ];
      }),
    ],
  });
}
