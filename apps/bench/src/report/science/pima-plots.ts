import * as Plot from '@observablehq/plot';
import type { ResultRecord } from '../../records/record.ts';
import { CHAINZRULE_TUNED } from '../../science/methods/methods.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import type { Block } from '../blocks.ts';
import { COLOURS, plot } from '../draw.ts';
import { fixed, percent } from '../numbers.ts';
import { compareMethods } from './compare.ts';
import { intervalPlot } from './interval-plot.ts';
import { DRAWN_METHODS, METHOD_ORDER } from './method-order.ts';
import { figuresOf, groupBy, inOrder } from './select.ts';

/** Folds of one repeat. */
export const FOLDS = 10;

/** A figure by share of the training rows, one line a method. */
export function curvePlot(results: readonly ResultRecord[], figure: string, name: string, caption: string): Block {
  const shown = inOrder(new Set(results.map(({ job }) => job.name)), METHOD_ORDER).filter((method) =>
    DRAWN_METHODS.includes(method),
  );
  const points = shown.flatMap((method) => {
    const own = results.filter(({ job }) => job.name === method);
    return [...groupBy(own, ({ job }) => Number(job.at['fraction']))].map(([fraction, group]) => {
      const values = figuresOf(group, figure);
      const { low, high } = bootstrapMean(values);
      return { method, fraction, value: mean(values), low, high };
    });
  });
  const largest = Math.max(...points.map(({ fraction }) => fraction));
  const [low, high] = yDomain(points.map(({ value }) => value));
  const beyond = points.some(({ value }) => value > high)
    ? ` Means above ${fixed(high, 2)} are drawn at the edge.`
    : '';
  return plot(name, caption + beyond, {
    height: 420,
    marginRight: 150,
    marginBottom: 40,
    marginLeft: 50,
    x: {
      type: 'log',
      label: 'share of the training rows →',
      domain: [0.05, 1],
      ticks: [0.05, 0.1, 0.25, 0.5, 1],
      tickFormat: (value: number) => `${100 * value} %`,
    },
    y: { label: '↑ log loss', grid: true, domain: [low, high], clamp: true },
    color: { domain: [...DRAWN_METHODS], range: [...COLOURS] },
    marks: [
      Plot.ruleX(points, {
        x: 'fraction',
        y1: 'low',
        y2: 'high',
        stroke: 'method',
        strokeOpacity: 0.35,
        strokeWidth: 2,
        clip: true,
      }),
      Plot.lineY(points, { x: 'fraction', y: 'value', z: 'method', stroke: 'method', strokeWidth: 2, clip: true }),
      Plot.dot(points, { x: 'fraction', y: 'value', fill: 'method', r: 3.2, clip: true }),
      Plot.text(spreadLabels(points.filter(({ fraction }) => fraction === largest)), {
        x: 'fraction',
        y: 'place',
        text: 'method',
        fill: 'method',
        dx: 10,
        textAnchor: 'start',
      }),
    ],
  });
}

/** The upper end leaves out means more than twice the median: they would flatten the rest. */
function yDomain(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  const high = Math.min(sorted.at(-1)!, 2 * middle);
  const low = sorted[0]!;
  return [low - 0.1 * (high - low), high + 0.05 * (high - low)];
}

interface Labelled {
  readonly method: string;
  readonly fraction: number;
  readonly value: number;
}

/** Labels at the lines' ends, moved apart where they would overlap. */
function spreadLabels<P extends Labelled>(points: readonly P[]): (P & { place: number })[] {
  const gap = 0.02;
  const sorted = points.toSorted((a, b) => a.value - b.value);
  const places: number[] = [];
  for (const { value } of sorted) places.push(Math.max(value, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  return sorted.map((point, index) => ({ ...point, place: places[index]! }));
}

/** How far every method is from ChainzRule at the smallest and the largest share, each on a scale of its own. */
export function differencePlots(byFraction: ReadonlyMap<number, readonly ResultRecord[]>): Block[] {
  const ends = [...byFraction.keys()];
  return [...new Set([ends[0]!, ends.at(-1)!])].map((fraction) => differencePlot(fraction, byFraction.get(fraction)!));
}

function differencePlot(fraction: number, results: readonly ResultRecord[]): Block {
  const points = compareMethods(results, CHAINZRULE_TUNED, 'logLoss', METHOD_ORDER, FOLDS)
    .filter(({ differences }) => differences.length > 1)
    .map(({ name, difference, interval: { low, high } }) => ({ name, difference, low, high }));
  const domain = differenceDomain(points);
  const beyond = points.some(({ difference }) => difference > domain[1]);
  const share = percent(fraction, 0);
  const caption = `Difference in log loss to ${CHAINZRULE_TUNED} at ${share} % of the training rows, with 95 % intervals${beyond ? `; differences above ${fixed(domain[1], 2)} are drawn at the edge` : ''}.`;
  return intervalPlot(`pima-differences-${share}`, caption, {
    label: `log loss − ${CHAINZRULE_TUNED} at ${share} % (left: the method is better) →`,
    points,
    domain,
  });
}

/** From the lowest interval's end to the highest, but no further than four times the middle difference: outliers would flatten the rest. */
function differenceDomain(
  points: readonly { readonly difference: number; readonly low: number; readonly high: number }[],
): [number, number] {
  const sizes = points.map(({ difference }) => Math.abs(difference)).toSorted((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const low = Math.min(0, ...points.map((point) => point.low));
  const high = Math.min(Math.max(0, ...points.map((point) => point.high)), Math.max(4 * middle, -2 * low, 0.01));
  const margin = 0.04 * (high - low);
  return [low - margin, high + margin];
}
