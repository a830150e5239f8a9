import { dot, gridX, gridY, line } from '@observablehq/plot';
import { chart, SERIES } from '../chart.ts';
import type { Markup } from '../markup.ts';

/** Predicted against true values, the diagonal being right. `pairs`: [true, predicted]. */
export function scatterChart(pairs: readonly (readonly [number, number])[], series: number): Markup {
  const truth = pairs.map(([value]) => value);
  const [low, high] = [Math.min(...truth), Math.max(...truth)];
  return chart('Predicted against true values', {
    marginLeft: 64,
    x: { label: 'true →', ticks: 5, nice: true },
    y: { label: '↑ predicted', ticks: 5, nice: true },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      line(
        [
          [low, low],
          [high, high],
        ],
        { stroke: 'var(--soft)', strokeDasharray: '4 3' },
      ),
      dot(pairs, { x: '0', y: '1', r: 2.5, fill: SERIES[series % SERIES.length]!, fillOpacity: 0.5 }),
    ],
  });
}
