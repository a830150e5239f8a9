import { useMemo } from 'preact/hooks';
import { type ChartLine, LineChart } from '../charts/line-chart.tsx';
import { niceLimit } from '../charts/nice-limit.ts';
import type { Palette } from '../charts/palette.ts';
import { frame, moments } from './look-controller.ts';
import { STEPS } from './look-frame.ts';

const plain = (palette: Palette): string => palette.plain;
const controlled = (palette: Palette): string => palette.controlled;

const LOSS: readonly ChartLine[] = [
  { label: 'plain, training', colour: plain },
  { label: 'plain, fresh', colour: plain, dashed: true },
  { label: 'ChainzRule, training', colour: controlled },
  { label: 'ChainzRule, fresh', colour: controlled, dashed: true },
];
const LAMBDA: readonly ChartLine[] = [{ label: 'λ', colour: controlled }];
const TAU: readonly ChartLine[] = [
  { label: 'plain, input', colour: plain },
  { label: 'plain, layer', colour: plain, dashed: true },
  { label: 'ChainzRule, input', colour: controlled },
  { label: 'ChainzRule, layer', colour: controlled, dashed: true },
];
const NORMS: readonly ChartLine[] = [
  { label: 'plain', colour: plain, stepped: true },
  { label: 'ChainzRule', colour: controlled, stepped: true },
];

const BINS = 24;
const RUN: readonly [number, number] = [0, STEPS];

/** The four charts under the maps, each with both networks on one scale. */
export function LookCharts() {
  const seen = moments.value;
  const series = useMemo(() => {
    const pick = (value: (moment: (typeof seen)[number]) => number): (number | null)[] =>
      seen.map((moment) => (Number.isFinite(value(moment)) ? value(moment) : null));
    const steps = seen.map(({ step }) => step);
    return {
      loss: [
        steps,
        pick((m) => m.plain.trainLoss),
        pick((m) => m.plain.testLoss),
        pick((m) => m.controlled.trainLoss),
        pick((m) => m.controlled.testLoss),
      ],
      lambda: [steps, pick((m) => m.lambda)],
      tau: [
        steps,
        pick((m) => m.plain.tailRatio.input),
        pick((m) => m.plain.tailRatio.layer),
        pick((m) => m.controlled.tailRatio.input),
        pick((m) => m.controlled.tailRatio.layer),
      ],
    };
  }, [seen]);
  const last = seen.at(-1);
  const say = (value: number | undefined): string => (value === undefined ? 'nothing yet' : value.toPrecision(3));
  return (
    <div class="charts">
      <Chart title="Log loss" note="solid: training points · dashed: fresh points">
        <LineChart
          description={`Log loss over the steps. Fresh points: plain ${say(last?.plain.testLoss)}, ChainzRule ${say(last?.controlled.testLoss)}.`}
          lines={LOSS}
          data={series.loss}
          xRange={RUN}
          yRange={[0, null]}
        />
      </Chart>
      <Chart title="Histogram of steepness" note="fresh points · solid mark: mean · dashed mark: 99th percentile">
        <NormHistogram />
      </Chart>
      <Chart title="Tail ratio τ = p99 / mean" note="solid: input gradient · dashed: layer norm">
        <LineChart
          description={`Tail ratio over the steps. Input gradient: plain ${say(last?.plain.tailRatio.input)}, ChainzRule ${say(last?.controlled.tailRatio.input)}.`}
          lines={TAU}
          data={series.tau}
          xRange={RUN}
          yRange={[1, null]}
        />
      </Chart>
      <Chart title="λ(t)" note="the penalty’s weight, step by step">
        <LineChart
          description={`λ over the steps, now ${say(last?.lambda)}.`}
          lines={LAMBDA}
          data={series.lambda}
          xRange={RUN}
          yRange={[0, null]}
        />
      </Chart>
    </div>
  );
}

/** Norms of both networks in the same bins; what lies beyond the last one is counted there. */
function NormHistogram() {
  const now = frame.value;
  const top = niceLimit(Math.max(now?.plain.p99Norm ?? 1, now?.controlled.p99Norm ?? 1));
  const data = useMemo(() => {
    const edges = Array.from({ length: BINS + 1 }, (_, edge) => (top * edge) / BINS);
    return [edges, counts(now?.plain.norms, top), counts(now?.controlled.norms, top)];
  }, [now, top]);
  const marks = (['plain', 'controlled'] as const).flatMap((kind) => {
    const own = now?.[kind];
    const colour = kind === 'plain' ? plain : controlled;
    return own === undefined
      ? []
      : [
          { x: own.meanNorm, colour },
          { x: own.p99Norm, colour, dashed: true },
        ];
  });
  const say = (value: number | undefined): string => value?.toPrecision(3) ?? 'nothing yet';
  return (
    <LineChart
      description={`Histogram of the gradient's norm at fresh points. 99th percentile: plain ${say(now?.plain.p99Norm)}, ChainzRule ${say(now?.controlled.p99Norm)}.`}
      lines={NORMS}
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

function Chart({ title, note, children }: { title: string; note: string; children: preact.ComponentChildren }) {
  return (
    <figure class="chart-box">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="muted small">{note}</span>
      </figcaption>
      {children}
    </figure>
  );
}
