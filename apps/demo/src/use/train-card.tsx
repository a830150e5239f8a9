import { useMemo } from 'preact/hooks';
import { ChartBox } from '../charts/chart-box.tsx';
import { type ChartLine, LineChart } from '../charts/line-chart.tsx';
import { NETWORK_COLOURS } from '../charts/norm-histogram.tsx';
import { Problem } from '../page/problem.tsx';
import { RunBar } from '../page/run-bar.tsx';
import { backend } from '../state/store.ts';
import {
  choices,
  isTraining,
  outcome,
  problems,
  progress,
  report,
  startTraining,
  stopTraining,
  type TrainChoices,
} from './use-controller.ts';

const LINES: readonly ChartLine[] = [
  { label: 'ChainzRule', colour: NETWORK_COLOURS.controlled },
  { label: 'plain ReLU', colour: NETWORK_COLOURS.plain },
];

const change = (changes: Partial<TrainChoices>): void => {
  choices.value = { ...choices.value, ...changes };
};

/** Second step: train, with everything that may be chosen. */
export function TrainCard() {
  const { lambda, epochs, seed, twin, missingIndicator } = choices.value;
  return (
    <section class="card" aria-labelledby="use-train">
      <h2 id="use-train">
        <span class="step-number">2</span> Train
      </h2>
      <p class="muted">
        A quarter of the rows is held out for testing. Imputation, standardisation and every choice come from the other
        three quarters alone.
      </p>
      <div class="inline-fields">
        <label class="choice">
          <span class="field-label">λ: auto, cv, a number or a schedule</span>
          <input
            type="text"
            value={lambda}
            maxLength={200}
            spellcheck={false}
            onInput={(event) => change({ lambda: event.currentTarget.value })}
          />
        </label>
        <label class="choice">
          <span class="field-label">Epochs (empty: about 600 steps)</span>
          <input
            type="number"
            min={1}
            max={100000}
            value={epochs === 'auto' ? '' : epochs}
            onInput={(event) => {
              const value = Math.trunc(Number(event.currentTarget.value));
              change({ epochs: value >= 1 ? value : 'auto' });
            }}
          />
        </label>
        <label class="choice">
          <span class="field-label">Seed</span>
          <input
            type="number"
            min={0}
            value={seed}
            onInput={(event) => change({ seed: Math.max(0, Math.trunc(Number(event.currentTarget.value)) || 0) })}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={twin} onChange={(event) => change({ twin: event.currentTarget.checked })} />
          <span>also train the plain ReLU twin</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={missingIndicator}
            onChange={(event) => change({ missingIndicator: event.currentTarget.checked })}
          />
          <span>tell the network what is missing</span>
        </label>
      </div>
      <TrainingBar />
      <Problem message={problems.value.training} />
      <LearningCurve />
    </section>
  );
}

function TrainingBar() {
  const now = progress.value;
  const text = isTraining.value
    ? now === undefined
      ? `loading ${backend.value} …`
      : `${now.network}: epoch ${now.losses.length} of ${now.epochs}`
    : outcome.value === 'none'
      ? `on ${backend.value}`
      : outcome.value;
  return (
    <RunBar
      label="Training"
      running={isTraining.value}
      startTitle="Train"
      value={outcome.value === 'done' && !isTraining.value ? 1 : (now?.done ?? 0)}
      max={1}
      text={text}
      figure="training"
      onStart={startTraining}
      onStop={stopTraining}
    />
  );
}

/** Curves of the networks that are finished and of the one that is under way. */
function LearningCurve() {
  const now = progress.value;
  const finished = isTraining.value || outcome.value !== 'done' ? undefined : report.value;
  const data = useMemo(() => {
    const lossesOf = (name: string): readonly number[] =>
      finished?.networks.find((network) => network.name === name)?.losses ?? (now?.network === name ? now.losses : []);
    const curves = LINES.map(({ label }) => lossesOf(label));
    const length = Math.max(2, ...curves.map((curve) => curve.length));
    const epochs = Array.from({ length }, (_, i) => i + 1);
    return [epochs, ...curves.map((curve) => epochs.map((_, i) => curve[i] ?? null))];
  }, [now, finished]);
  if (now === undefined && finished === undefined) return null;
  const epochs = finished === undefined ? now!.epochs : Math.max(...finished.networks.map((network) => network.epochs));
  return (
    <ChartBox title="Training loss" note="task loss over the epochs · green: ChainzRule · grey: plain ReLU">
      <LineChart
        description={`Training loss over ${epochs} epochs, now ${(now?.losses.at(-1) ?? Number.NaN).toPrecision(3)}.`}
        lines={LINES}
        data={data}
        xRange={[1, Math.max(2, epochs)]}
        yRange={[0, null]}
      />
    </ChartBox>
  );
}
