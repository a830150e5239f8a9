import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { theme } from '../state/theme.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { PALETTES, type Palette } from './palette.ts';

/** One line of a chart. */
export interface ChartLine {
  readonly label: string;
  readonly colour: (palette: Palette) => string;
  readonly dashed?: boolean | undefined;
  readonly stepped?: boolean | undefined;
  /** Dots at the values: beside the line, or instead of it. */
  readonly dots?: 'beside' | 'only' | undefined;
}

/** A vertical mark at a value of x. */
interface ChartMark {
  readonly x: number;
  readonly colour: (palette: Palette) => string;
  readonly dashed?: boolean | undefined;
}

interface LineChartProps {
  /** What the chart shows, for readers of the screen; with the latest values. */
  readonly description: string;
  readonly lines: readonly ChartLine[];
  /** x values, then one array a line. */
  readonly data: readonly (readonly (number | null)[])[];
  readonly height?: number | undefined;
  readonly xRange: readonly [number, number];
  readonly yRange?: readonly [number | null, number | null] | undefined;
  readonly marks?: readonly ChartMark[] | undefined;
}

/** Lines over a common x, drawn by uPlot in a box whose height never changes. */
export function LineChart(props: LineChartProps) {
  const { description, lines, data, height = 150, xRange, yRange, marks } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const palette = PALETTES[theme.value];

  useEffect(() => {
    const holder = box.current!;
    const observer = new ResizeObserver(() => {
      const made = chart.current;
      if (made !== undefined && made.width !== holder.clientWidth) made.setSize({ width: holder.clientWidth, height });
    });
    const takeBack = oneAtATime(() => {
      const options = chartOptions(latest, palette, holder.clientWidth, height);
      chart.current = new uPlot(options, latest.current.data as unknown as uPlot.AlignedData, holder);
      observer.observe(holder);
    });
    return () => {
      takeBack();
      observer.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [palette, lines, height]);

  useEffect(() => {
    chart.current?.setData(data as unknown as uPlot.AlignedData);
  }, [data, xRange[0], xRange[1], yRange?.[0], yRange?.[1], marks]);

  return <div class="chart" ref={box} role="img" aria-label={description} style={{ height: `${height}px` }} />;
}

function chartOptions(
  latest: { current: LineChartProps },
  palette: Palette,
  width: number,
  height: number,
): uPlot.Options {
  const { lines } = latest.current;
  const axis: uPlot.Axis = {
    stroke: palette.muted,
    font: '11px system-ui, sans-serif',
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 18, 0, 0],
    scales: {
      x: { time: false, range: () => [...latest.current.xRange] as [number, number] },
      y: {
        range: (_chart, low, high) => {
          const [from, to] = latest.current.yRange ?? [null, null];
          const [autoLow, autoHigh] = uPlot.rangeNum(low ?? 0, high ?? 1, 0.1, true);
          return [from ?? autoLow ?? 0, to ?? autoHigh ?? 1];
        },
      },
    },
    axes: [
      { ...axis, size: 22, gap: 2, space: 60 },
      { ...axis, size: 46, gap: 4, space: 28, values: (_chart, splits) => splits.map(tickText) },
    ],
    series: [
      {},
      ...lines.map(({ label, colour, dashed, stepped, dots }): uPlot.Series => {
        const stroke = colour(palette);
        return {
          label,
          stroke,
          width: 1.75,
          spanGaps: dots !== undefined,
          points: { show: dots !== undefined, size: 5, fill: stroke, width: 0 },
          ...(dots === 'only' && { paths: () => null }),
          ...(dashed && { dash: [4, 3] }),
          ...(stepped && { paths: uPlot.paths.stepped!({ align: 1 }), fill: `${stroke}22` }),
        };
      }),
    ],
    hooks: { draw: [(chart) => drawMarks(chart, latest.current.marks ?? [], palette)] },
  };
}

function tickText(value: number | null): string {
  if (value === null) return '';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(0) : String(Number(value.toPrecision(4)));
}

function drawMarks(chart: uPlot, marks: readonly ChartMark[], palette: Palette): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const { x, colour, dashed } of marks) {
    const place = Math.min(Math.max(chart.valToPos(x, 'x', true), bbox.left), bbox.left + bbox.width);
    ctx.strokeStyle = colour(palette);
    ctx.setLineDash(dashed ? [4 * devicePixelRatio, 3 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(place, bbox.top);
    ctx.lineTo(place, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
