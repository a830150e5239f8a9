import { niceLimit } from '../charts/nice-limit.ts';
import { cssGradient, PALETTES } from '../charts/palette.ts';
import { Problem } from '../page/problem.tsx';
import { RunBar } from '../page/run-bar.tsx';
import { look } from '../state/store.ts';
import { theme } from '../state/theme.ts';
import { LookCharts } from './look-charts.tsx';
import { frame, isDone, isTraining, problem, reset, start, stop } from './look-controller.ts';
import { LookControls } from './look-controls.tsx';
import { STEPS } from './look-frame.ts';
import { NetworkPanel } from './network-panel.tsx';

/** Two networks side by side on the same points. */
export function LookView() {
  const now = frame.value;
  const { lambda, activation, penalty } = look.value;
  const limit = niceLimit(Math.max(now?.plain.p99Norm ?? 1, now?.controlled.p99Norm ?? 1));
  const penalised = penalty === 'none' ? 'no penalty' : `λ = ${lambda} · ${penalty} penalty`;
  return (
    <div class="look">
      <div class="lead">
        <h1>What a derivative penalty does to a network</h1>
        <p>
          Both networks see the same points, some of them mislabelled, in the same order from the same seed. The left
          one only fits them. The right one also pays for being steep: its loss is <b>task + λ · R</b>, where R is the
          mean squared size of each layer’s derivative. It can no longer afford cliffs around single points.
        </p>
      </div>
      <LookControls />
      <div class="stage">
        <StepBar />
        <Problem message={problem.value} />
        <div class="panels">
          <NetworkPanel kind="plain" title="Plain ReLU" subtitle="2–32–32–1, no penalty" frame={now} limit={limit} />
          <NetworkPanel
            kind="controlled"
            title="ChainzRule"
            subtitle={`2–32–32–1, ${activation} · ${penalised}`}
            frame={now}
            limit={limit}
          />
        </div>
        <Legend limit={limit} />
        <Verdict />
        <LookCharts />
      </div>
    </div>
  );
}

function StepBar() {
  const step = frame.value?.step ?? 0;
  return (
    <RunBar
      label="Steps of the run"
      running={isTraining.value}
      startTitle={isDone.value ? 'Train again' : step > 0 ? 'Go on' : 'Train'}
      value={step}
      max={STEPS}
      text={`step ${step} of ${STEPS}`}
      figure="step"
      onStart={start}
      onStop={stop}
    >
      <button type="button" onClick={reset}>
        Reset
      </button>
    </RunBar>
  );
}

/** The scales that both sides share. */
function Legend({ limit }: { limit: number }) {
  const { diverging, sequential } = PALETTES[theme.value];
  return (
    <div class="legend">
      <div>
        <span>● blue</span>
        <span class="ramp" style={{ backgroundImage: cssGradient(diverging) }} />
        <span>◆ orange</span>
        <span class="muted">line: undecided</span>
      </div>
      <div>
        <span>flat</span>
        <span class="ramp" style={{ backgroundImage: cssGradient(sequential) }} />
        <span class="number">≥ {limit}</span>
        <span class="muted">one scale for both; the penalty acts where points are</span>
      </div>
    </div>
  );
}

/** What came out, in a sentence; read out once training has ended. */
function Verdict() {
  const now = frame.value;
  const text =
    now === undefined || !isDone.value
      ? 'Press Train and watch the steepness maps; move λ while it runs.'
      : verdictOf(now);
  return (
    <p class="verdict" aria-live="polite">
      {text}
    </p>
  );
}

function verdictOf({ plain, controlled }: NonNullable<typeof frame.value>): string {
  const ratio = plain.p99Norm / controlled.p99Norm;
  const steepness =
    ratio >= 1.05
      ? `The steepest 1 % of fresh points is ${ratio.toFixed(1)} times flatter with the penalty`
      : ratio <= 0.95
        ? `The steepest 1 % of fresh points is ${(1 / ratio).toFixed(1)} times steeper on the right: raise λ`
        : 'Both are about equally steep';
  const gain = 100 * (controlled.testAccuracy - plain.testAccuracy);
  const accuracy = `${Math.abs(gain).toFixed(1)} points ${gain >= 0 ? 'more' : 'fewer'} of every 100 fresh ones are right`;
  const tooFlat = controlled.testAccuracy < 0.6 ? ' A penalty this strong flattens everything: lower λ.' : '';
  return `${steepness}; ${accuracy}.${tooFlat}`;
}
