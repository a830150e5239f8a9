import type { EpochFigures, Figure, NetworkRecord } from '@chainzrule/core';
import { gridY, line, type Markish, type PlotOptions, ruleY } from '@observablehq/plot';
import { chart, SERIES } from '../chart.ts';
import type { Markup } from '../markup.ts';

/** A figure of one epoch. */
export type EpochValue = (epoch: EpochFigures) => Figure | undefined;

interface Point {
  readonly fold: number;
  readonly epoch: number;
  readonly value: number;
}

/** Points of every fold, epochs without the value left out. */
function pointsOf(network: NetworkRecord, value: EpochValue): Point[] {
  return network.folds.flatMap(({ fold, history }) =>
    history.flatMap((entry) => {
      const found = value(entry);
      return typeof found === 'number' ? [{ fold, epoch: entry.epoch, value: found }] : [];
    }),
  );
}

/** The mean over folds at every epoch that all folds reached: a mean over fewer would jump. */
function meanOf(points: readonly Point[], folds: number): Point[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { epoch, value } of points) {
    const { sum, count } = sums.get(epoch) ?? { sum: 0, count: 0 };
    sums.set(epoch, { sum: sum + value, count: count + 1 });
  }
  return [...sums]
    .filter(([, { count }]) => count === folds)
    .sort(([a], [b]) => a - b)
    .map(([epoch, { sum }]) => ({ fold: 0, epoch, value: sum / folds }));
}

/** Whether any epoch of any network holds the value. */
export function isRecorded(networks: readonly NetworkRecord[], value: EpochValue): boolean {
  return networks.some((network) => pointsOf(network, value).length > 0);
}

export interface EpochLines {
  readonly label: string;
  readonly axis: string;
  readonly value: EpochValue;
  /** A second value of the same kind, dashed. */
  readonly dashed?: EpochValue | undefined;
  /** A level to compare with. */
  readonly level?: number | undefined;
  /** Whether the axis starts at 0. */
  readonly fromZero?: boolean | undefined;
}

/** A value over epochs: every fold as a thin line, the mean as a thick one, one colour a network. */
export function epochLines(
  networks: readonly NetworkRecord[],
  { label, axis, value, dashed, level, fromZero = false }: EpochLines,
): Markup {
  const marks: Markish[] = [gridY({ stroke: 'var(--line)', strokeOpacity: 1 })];
  if (level !== undefined) marks.push(ruleY([level], { stroke: 'var(--soft)', strokeDasharray: '2 3' }));
  const values: number[] = level === undefined ? [] : [level];
  networks.forEach((network, index) => {
    const stroke = SERIES[index % SERIES.length]!;
    const curves = [
      { points: pointsOf(network, value), strokeDasharray: undefined },
      ...(dashed === undefined ? [] : [{ points: pointsOf(network, dashed), strokeDasharray: '5 3' }]),
    ];
    for (const { points, strokeDasharray } of curves) {
      const place = { x: 'epoch', y: 'value', stroke, ...(strokeDasharray !== undefined && { strokeDasharray }) };
      if (network.folds.length > 1)
        marks.push(line(points, { ...place, z: 'fold', strokeWidth: 1, strokeOpacity: 0.22 }));
      marks.push(line(meanOf(points, network.folds.length), { ...place, strokeWidth: 2.2 }));
      for (const point of points) values.push(point.value);
    }
  });
  return chart(label, {
    x: { label: 'epoch', ticks: 6 },
    y: { label: axis, ticks: 5, ...scaleOf(values, fromZero) },
    marks,
  });
}

/** A logarithmic axis where values span more than a factor of 30, a linear one otherwise. */
function scaleOf(values: readonly number[], fromZero: boolean): NonNullable<PlotOptions['y']> {
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  if (!(low <= high)) return { domain: [0, 1] };
  if (low > 0 && high / low > 30) return { type: 'log', nice: true, tickFormat: '~g' };
  if (fromZero) return { domain: [Math.min(0, low), high > 0 ? high * 1.1 : 1] };
  // A constant needs a height to stand in.
  return low === high ? { domain: [low - 0.5 * Math.abs(low || 1), high + 0.5 * Math.abs(high || 1)] } : { nice: true };
}
