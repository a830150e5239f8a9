import { useMemo } from 'preact/hooks';
import { ChartBox } from '../charts/chart-box.tsx';
import { type ChartLine, LineChart } from '../charts/line-chart.tsx';
import { NETWORK_COLOURS, NormHistogram, type NormSample } from '../charts/norm-histogram.tsx';
import type { Palette } from '../charts/palette.ts';
import { TableScroll } from '../page/table-scroll.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import { SCORE_TITLES, scoreText } from './score-text.ts';
import { report } from './use-controller.ts';
import type { NetworkReport, TrainReport } from './use-messages.ts';

/** Third step: what came out on the held-out rows. */
export function ReportCard() {
  const done = report.value;
  if (done === undefined) return null;
  const [controlled, plain] = done.networks as [NetworkReport, NetworkReport | undefined];
  return (
    <section class="card" aria-labelledby="use-report">
      <h2 id="use-report">
        <span class="step-number">3</span> How well it does on {done.testRows.toLocaleString('en')} held-out rows
      </h2>
      <FigureTable done={done} />
      <div class="charts">
        {controlled.pooled.calibration !== undefined && <Calibration controlled={controlled} plain={plain} />}
        {controlled.pooled.confusion !== undefined && (
          <ConfusionTable classes={done.classes} counts={controlled.pooled.confusion} />
        )}
        {controlled.pooled.scatter !== undefined && <Scatter pairs={controlled.pooled.scatter} />}
        <ChartBox title="Histogram of steepness" note="‖∂output/∂x‖, standardised · solid mark: mean · dashed: p99">
          <Norms controlled={controlled} plain={plain} />
        </ChartBox>
      </div>
    </section>
  );
}

function FigureTable({ done }: { readonly done: TrainReport }) {
  const metrics = Object.keys(done.networks[0]!.scores);
  const layers = done.networks[0]!.pooled.layerNorms.length;
  const number = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(3) : '–');
  return (
    <TableScroll label="Figures on held-out rows">
      <table class="figure-table">
        <thead>
          <tr>
            <th scope="col">on held-out rows</th>
            {done.networks.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={metric}>
              <th scope="row">
                {SCORE_TITLES[metric]?.title ?? metric} <span class="muted small">{SCORE_TITLES[metric]?.note}</span>
              </th>
              {done.networks.map(({ name, scores }) => (
                <td key={name} class="number" data-figure={`${name} ${metric}`}>
                  {scoreText(metric, scores[metric])}
                </td>
              ))}
            </tr>
          ))}
          {(['input', 'layer'] as const).map((quantity) => (
            <tr key={quantity}>
              <th scope="row">
                τ {quantity}{' '}
                <span class="muted small">
                  p99 / mean of {quantity === 'input' ? 'the input gradient’s norm' : 'the penalised norm'}
                </span>
              </th>
              {done.networks.map(({ name, pooled }) => (
                <td key={name} class="number">
                  {number(pooled.norms[quantity].ratio)}
                </td>
              ))}
            </tr>
          ))}
          {Array.from({ length: layers }, (_, layer) => (
            <tr key={layer}>
              <th scope="row">
                layer {layer + 1} <span class="muted small">root mean square of ‖diag(D) Wᵀ‖</span>
              </th>
              {done.networks.map(({ name, pooled }) => (
                <td key={name} class="number">
                  {number(pooled.layerNorms[layer])}
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">λ</th>
            {done.networks.map(({ name, lambda }) => (
              <td key={name} class="number">
                {Number.isFinite(Number(lambda)) ? Number(Number(lambda).toPrecision(3)) : lambda}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {done.majority !== null && (
        <p class="muted small">
          Always saying the most frequent class would be right in {(100 * done.majority).toFixed(1)} % of these rows.
        </p>
      )}
    </TableScroll>
  );
}

interface Pair {
  readonly controlled: NetworkReport;
  readonly plain: NetworkReport | undefined;
}

const DIAGONAL = (palette: Palette): string => palette.muted;
const CALIBRATION: readonly ChartLine[] = [
  { label: 'calibrated', colour: DIAGONAL, dashed: true },
  { label: 'ChainzRule', colour: NETWORK_COLOURS.controlled, dots: 'beside' },
  { label: 'plain ReLU', colour: NETWORK_COLOURS.plain, dots: 'beside' },
];

function Calibration({ controlled, plain }: Pair) {
  const data = useMemo(() => {
    const bins = controlled.pooled.calibration!;
    const centres = bins.map(({ from, to }) => (from + to) / 2);
    const accuracies = (network: NetworkReport | undefined): (number | null)[] =>
      bins.map((_, bin) => network?.pooled.calibration?.[bin]?.accuracy ?? null);
    return [centres, centres, accuracies(controlled), accuracies(plain)];
  }, [controlled, plain]);
  return (
    <ChartBox title="Calibration" note="share right by stated probability · dashed: as sure as it should be">
      <LineChart
        description={`Calibration: expected calibration error ${controlled.scores['calibrationError']?.toFixed(3)}.`}
        lines={CALIBRATION}
        data={data}
        xRange={[0, 1]}
        yRange={[0, 1]}
        height={190}
      />
    </ChartBox>
  );
}

const SCATTER: readonly ChartLine[] = [
  { label: 'right', colour: DIAGONAL, dashed: true },
  { label: 'ChainzRule', colour: NETWORK_COLOURS.controlled, dots: 'only' },
];

function Scatter({ pairs }: { readonly pairs: readonly (readonly [number, number])[] }) {
  const { data, range } = useMemo(() => {
    const sorted = pairs.toSorted((a, b) => a[0] - b[0]);
    const truth = sorted.map(([value]) => value);
    const [low, high] = [truth[0] ?? 0, truth.at(-1) ?? 1];
    const limits: readonly [number, number] = high > low ? [low, high] : [low - 1, low + 1];
    return { data: [truth, truth, sorted.map(([, predicted]) => predicted)], range: limits };
  }, [pairs]);
  return (
    <ChartBox title="Predicted against true" note="dashed: exactly right">
      <LineChart
        description={`Predictions of ${pairs.length} rows against the truth.`}
        lines={SCATTER}
        data={data}
        xRange={range}
        height={190}
      />
    </ChartBox>
  );
}

function Norms({ controlled, plain }: Pair) {
  const samples = useMemo(() => ({ controlled: sampleOf(controlled), plain: sampleOf(plain) }), [controlled, plain]);
  return <NormHistogram plain={samples.plain} controlled={samples.controlled} />;
}

function sampleOf(network: NetworkReport | undefined): NormSample | undefined {
  if (network === undefined) return undefined;
  const { mean, p99 } = network.pooled.norms.input;
  return { norms: network.inputNorms, mean: mean ?? 0, p99: p99 ?? 0 };
}
