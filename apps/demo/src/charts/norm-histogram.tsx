import { useMemo } from 'preact/hooks';
import { type ChartLine, LineChart } from './line-chart.tsx';
import { niceLimit } from './nice-limit.ts';
import type { Palette } from './palette.ts';

/** Colours of the two networks, wherever they stand beside each other. */
export const NETWORK_COLOURS = {
  plain: (palette: Palette): string => palette.plain,
  controlled: (palette: Palette): string => palette.controlled,
} as const;

/** Gradient norms of one network. */
export interface NormSample {
  readonly norms: Float64Array;
  readonly mean: number;
  readonly p99: number;
}

const LINES: readonly ChartLine[] = [
  { label: 'plain', colour: NETWORK_COLOURS.plain, stepped: true },
  { label: 'ChainzRule', colour: NETWORK_COLOURS.controlled, stepped: true },
];
const BINS = 24;

interface NormHistogramProps {
  readonly plain: NormSample | undefined;
  readonly controlled: NormSample | undefined;
}

/** Norms of both networks in the same bins, with mean and 99th percentile marked; what lies beyond the last bin is counted in it. */
export function NormHistogram({ plain, controlled }: NormHistogramProps) {
  const top = niceLimit(Math.max(plain?.p99 ?? 0, controlled?.p99 ?? 0));
  const data = useMemo(() => {
    const edges = Array.from({ length: BINS + 1 }, (_, edge) => (top * edge) / BINS);
    return [edges, counts(plain?.norms, top), counts(controlled?.norms, top)];
  }, [plain, controlled, top]);
  const marks = useMemo(
    () =>
      (['plain', 'controlled'] as const).flatMap((kind) => {
        const own = kind === 'plain' ? plain : controlled;
        const colour = NETWORK_COLOURS[kind];
        return own === undefined
          ? []
          : [
              { x: own.mean, colour },
              { x: own.p99, colour, dashed: true },
            ];
      }),
    [plain, controlled],
  );
  const say = (sample: NormSample | undefined): string => sample?.p99.toPrecision(3) ?? 'nothing';
  return (
    <LineChart
      description={`Histogram of the gradient's norm. 99th percentile: plain ${say(plain)}, ChainzRule ${say(controlled)}.`}
      lines={LINES}
      data={data}
      xRange={[0, top]}
      yRange={[0, null]}
      marks={marks}
    />
  );
}

function counts(norms: Float64Array | undefined, top: number): number[] {
  const bins = new Array<number>(BINS + 1).fill(0);
  for (const norm of norms ?? []) bins[Math.min(Math.floor((norm / top) * BINS), BINS - 1)]!++;
  // Steps are drawn from each edge to the next one: the last edge repeats the last bin.
  bins[BINS] = bins[BINS - 1]!;
  return bins;
}
