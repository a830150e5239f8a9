import * as Plot from '@observablehq/plot';
import type { PlotBlock } from '../blocks.ts';
import { COLOURS, plot } from '../draw.ts';

interface IntervalPlot {
  /** What the differences are, under the axis. */
  readonly label: string;
  /** One line each, from above. */
  readonly points: readonly {
    readonly name: string;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** Ends of the axis; what lies beyond is drawn at the edge. All intervals where it is left out. */
  readonly domain?: readonly [number, number];
}

/** Differences with their intervals, a line each, around zero. */
export function intervalPlot(name: string, caption: string, { label, points, domain }: IntervalPlot): PlotBlock {
  return plot(name, caption, {
    height: 80 + 20 * points.length,
    marginLeft: 180,
    marginBottom: 45,
    x: { label, grid: true, ...(domain === undefined ? { inset: 8 } : { domain, clamp: true }) },
    y: { label: null, domain: points.map((point) => point.name) },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor' }),
      Plot.ruleY(points, { y: 'name', x1: 'low', x2: 'high', stroke: COLOURS[0]!, strokeWidth: 2, clip: true }),
      Plot.dot(points, { y: 'name', x: 'difference', fill: COLOURS[0]!, r: 3.5 }),
    ],
  });
}
