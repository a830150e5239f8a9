import { join } from 'node:path';
import { createLocalRunner, type JobRunner, jobOf } from '@chainzrule/jobs';
import { handles, memory } from '../../../../../packages/core/test/support/memory.ts';
import type { Plan } from '../../../src/jobs/plan.ts';
import { runPlan } from '../../../src/jobs/run-plan.ts';
import type { Job } from '../../../src/records/record.ts';
import { newSitting } from '../../../src/records/sitting.ts';

/** What a process that does jobs took at one moment at which none ran. */
export interface SuiteSample {
  readonly minutes: number;
  /** Jobs done so far, and rounds of the whole plan begun. */
  readonly jobs: number;
  readonly passes: number;
  /** Bytes: resident of the process with all its threads; held by the JavaScript of the main thread and of all workers. */
  readonly resident: number;
  readonly held: number;
  readonly workersHeld: number;
  readonly handles: number;
}

export interface DriveOptions {
  readonly plans: readonly (Plan & { readonly suite: Job['suite'] })[];
  /** The worker's module; it answers probes. */
  readonly module: URL;
  readonly threads: number;
  readonly minutes: number;
  /** Samples after which it ends before the time is up; none by default. */
  readonly most?: number;
  /** Seconds of work between samples, whatever plans and rounds fall into them: then the run is stopped as by Ctrl-C, and goes on from its records. */
  readonly interval: number;
  /** Where the records of the jobs go; a round of the plan has files of its own. */
  readonly folder: string;
  readonly onSample: (samples: readonly SuiteSample[]) => void;
}

/** Runs plans over and over on one pool of workers until the time is up, stops it at every interval and looks what it holds. */
export async function driveSuite(options: DriveOptions): Promise<{ samples: SuiteSample[]; failures: string[] }> {
  const { plans, module, threads, minutes, most = Number.POSITIVE_INFINITY, interval, folder, onSample } = options;
  const data = new Map(plans.flatMap((plan) => [...(plan.data ?? [])]));
  await using runner = createLocalRunner({ module, threads, data });
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 60_000;
  const sittings = plans.map(({ suite }) => newSitting(suite, {}));
  const samples: SuiteSample[] = [];
  const failures: string[] = [];
  const goesOn = (): boolean => elapsed() < minutes && samples.length < most;
  let jobs = 0;
  let due = performance.now() + interval * 1000;
  for (let passes = 1; goesOn(); passes++) {
    for (const [index, { suite, jobs: planned, documents }] of plans.entries()) {
      const path = join(folder, `round-${passes}`, `${suite}.jsonl`);
      let interrupted = true;
      while (interrupted && goesOn()) {
        const slice = sliceUntil(due);
        const summary = await runPlan(planned, runner, {
          path,
          sitting: sittings[index]!,
          documents,
          signal: slice.signal,
          onProgress: slice.onProgress,
        });
        slice.end();
        interrupted = summary.interrupted;
        jobs += summary.measured;
        for (const { message } of summary.failures) if (failures.length < 10) failures.push(message);
        // The last job of a round may have been its slice's last as well.
        if (!interrupted && performance.now() < due) continue;
        const workersHeld = await heldByWorkers(runner, threads, samples.length);
        const { resident, held } = await memory();
        samples.push({ minutes: elapsed(), jobs, passes, resident, held, workersHeld, handles: handles() });
        onSample(samples);
        due = performance.now() + interval * 1000;
      }
    }
  }
  return { samples, failures };
}

/** A signal that stops a run at a moment of `performance.now()`, though not before a job of it has ended. */
function sliceUntil(moment: number): {
  readonly signal: AbortSignal;
  readonly onProgress: () => void;
  readonly end: () => void;
} {
  const stop = new AbortController();
  let [due, worked] = [false, false];
  const timer = setTimeout(
    () => {
      due = true;
      if (worked) stop.abort();
    },
    Math.max(0, moment - performance.now()),
  );
  const onProgress = (): void => {
    worked = true;
    if (due) stop.abort();
  };
  return { signal: stop.signal, onProgress, end: () => clearTimeout(timer) };
}

/** What the JavaScript of all workers holds, in bytes; each thread answers one probe. */
async function heldByWorkers(runner: JobRunner, threads: number, round: number): Promise<number> {
  const held = new Map<number, number>();
  const probes = Array.from({ length: threads }, (_, probe) => jobOf({ probe: `${round} ${probe}` }));
  await runner.run(probes, {
    onOutcome: (outcome) => {
      if (!('result' in outcome)) throw new Error(`a probe failed: ${outcome.error.message}`);
      const { thread, held: bytes } = outcome.result as { thread: number; held: number };
      held.set(thread, bytes);
    },
  });
  if (held.size !== threads) throw new Error(`${held.size} threads of ${threads} answered`);
  return [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
}
