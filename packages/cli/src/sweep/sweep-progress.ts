import type { JobRunProgress } from '@chainzrule/jobs';
import type { Progress } from '../terminal/progress.ts';

/** Shows a sweep as it goes: rate, time left, failures and what each worker did. */
export class SweepProgress {
  readonly #progress: Progress;
  readonly #started = performance.now();
  #first: number | undefined;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  update({ done, failed, total, refused, byWorker }: JobRunProgress, rung: string): void {
    this.#first ??= done - 1;
    const seconds = (performance.now() - this.#started) / 1000;
    const rate = (done - this.#first) / seconds;
    const workers = [...byWorker].map(([name, count]) => `${name} ${count}`).join(', ');
    const parts = [
      `${done}/${total}`,
      `${rate.toFixed(1)}/s`,
      `${duration((total - done) / rate)} left`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(refused > 0 ? [`${refused} refused`] : []),
      workers,
    ];
    this.#progress.update(rung, done / total, parts.join('  '));
    if (done === total) this.#progress.finish(`${rung}: ${parts.join('  ')}`);
  }
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
