import { useMemo } from 'preact/hooks';
import { ChartBox } from '../charts/chart-box.tsx';
import { type ChartLine, LineChart } from '../charts/line-chart.tsx';
import { NETWORK_COLOURS, NormHistogram, type NormSample } from '../charts/norm-histogram.tsx';
import { frame, moments } from './look-controller.ts';
import { type NetworkFrame, STEPS } from './look-frame.ts';

const { plain, controlled } = NETWORK_COLOURS;

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
  const now = frame.value;
  const last = seen.at(-1);
  const say = (value: number | undefined): string => (value === undefined ? 'nothing yet' : value.toPrecision(3));
  return (
    <div class="charts">
      <ChartBox title="Log loss" note="solid: training points · dashed: fresh points">
        <LineChart
          description={`Log loss over the steps. Fresh points: plain ${say(last?.plain.testLoss)}, ChainzRule ${say(last?.controlled.testLoss)}.`}
          lines={LOSS}
          data={series.loss}
          xRange={RUN}
          yRange={[0, null]}
        />
      </ChartBox>
      <ChartBox title="Histogram of steepness" note="fresh points · solid mark: mean · dashed mark: 99th percentile">
        <NormHistogram plain={sampleOf(now?.plain)} controlled={sampleOf(now?.controlled)} />
      </ChartBox>
      <ChartBox title="Tail ratio τ = p99 / mean" note="solid: input gradient · dashed: layer norm">
        <LineChart
          description={`Tail ratio over the steps. Input gradient: plain ${say(last?.plain.tailRatio.input)}, ChainzRule ${say(last?.controlled.tailRatio.input)}.`}
          lines={TAU}
          data={series.tau}
          xRange={RUN}
          yRange={[1, null]}
        />
      </ChartBox>
      <ChartBox title="λ(t)" note="the penalty’s weight, step by step">
        <LineChart
          description={`λ over the steps, now ${say(last?.lambda)}.`}
          lines={LAMBDA}
          data={series.lambda}
          xRange={RUN}
          yRange={[0, null]}
        />
      </ChartBox>
    </div>
  );
}

const samples = new WeakMap<NetworkFrame, NormSample>();

/** The same frame gives the same object, so that nothing is drawn twice. */
function sampleOf(network: NetworkFrame | undefined): NormSample | undefined {
  if (network === undefined) return undefined;
  const known = samples.get(network) ?? { norms: network.norms, mean: network.meanNorm, p99: network.p99Norm };
  samples.set(network, known);
  return known;
}
