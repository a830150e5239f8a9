import type { JobRunProgress } from '@chainzrule/jobs';
import type { Progress } from '../terminal/progress.ts';
import { settingsText } from './print-sweep.ts';
import type { Best } from './standing.ts';

/** What a run did, without what was there before it. */
export interface SweepPace {
  readonly trainings: number;
  readonly failed: number;
  readonly perSecond: number;
  /** Trainings by worker. */
  readonly workers: Readonly<Record<string, number>>;
}

/** Shows a sweep as it goes: rate, time left, failures, the best so far and what each worker does. */
export class SweepProgress {
  readonly #progress: Progress;
  readonly #started = performance.now();
  readonly #workers = new Map<string, number>();
  #trainings = 0;
  #failed = 0;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** `best`: asked only when a line is drawn. */
  update(step: JobRunProgress, rung: string, best: () => Best | undefined): void {
    const { done, total, refused, worker, outcome } = step;
    this.#trainings++;
    if ('error' in outcome) this.#failed++;
    this.#workers.set(worker, (this.#workers.get(worker) ?? 0) + 1);
    const line = (): string => {
      const seconds = this.#seconds();
      const rate = this.#trainings / seconds;
      const each = [...this.#workers].map(([name, count]) => `${name} ${count} (${(count / seconds).toFixed(1)}/s)`);
      return [
        `${done}/${total}`,
        `${rate.toFixed(1)}/s`,
        `${duration((total - done) / rate)} left`,
        ...(step.failed > 0 ? [`${step.failed} failed`] : []),
        ...(refused > 0 ? [`${refused} refused`] : []),
        ...bestText(best()),
        each.join(', '),
      ].join('  ');
    };
    this.#progress.update(rung, done / total, line);
    if (done === total) this.#progress.finish(`${rung}: ${line()}`);
  }

  pace(): SweepPace {
    return {
      trainings: this.#trainings,
      failed: this.#failed,
      perSecond: Number((this.#trainings / this.#seconds()).toPrecision(3)),
      workers: Object.fromEntries(this.#workers),
    };
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }
}

function bestText(best: Best | undefined): string[] {
  if (best === undefined) return [];
  const { metric, mean, count, configuration } = best;
  return [`best ${metric} ${mean.toFixed(4)} of ${count}: ${settingsText(configuration)}`];
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
