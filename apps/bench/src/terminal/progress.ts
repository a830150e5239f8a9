import type { JobProgress } from '../jobs/run-plan.ts';

const BAR = 24;
const REDRAW_MS = 100;
const LINE_MS = 15_000;

/** Shows a run on the error stream: a bar with the time left on a terminal, a line now and then otherwise. */
export function progressOn(stream: NodeJS.WriteStream): (progress: JobProgress) => void {
  let shown = 0;
  return ({ done, total, failed, secondsLeft, latest }) => {
    const now = performance.now();
    const last = done === total;
    if (!last && now - shown < (stream.isTTY ? REDRAW_MS : LINE_MS)) return;
    shown = now;
    const left = `, ${durationText(secondsLeft)} left`;
    const failures = failed > 0 ? `, ${failed} failed` : '';
    const text = `${done}/${total}${left}${failures}  ${latest}`;
    if (!stream.isTTY) {
      stream.write(`${text}\n`);
      return;
    }
    const filled = Math.round((BAR * done) / Math.max(total, 1));
    const bar = `${'━'.repeat(filled)}${'╌'.repeat(BAR - filled)} ${text}`;
    stream.write(`\r\u001b[2K${bar.slice(0, Math.max((stream.columns ?? 80) - 1, 40))}${last ? '\n' : ''}`);
  };
}

/** Seconds as a person says them: 8 s, 3 min, 2 h 05 min. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
