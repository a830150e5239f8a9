import { agreementJobs } from '../agreement/plan-agreement.ts';
import { canonicalJson } from '../records/content-id.ts';
import type { Job, ResultRecord } from '../records/record.ts';
import { SMALL_TABLES, SST5 } from '../science/data/sources.ts';
import { allExperiments } from '../science/experiments/all-experiments.ts';
import { planSpeed } from '../speed/plan-speed.ts';

let planned: readonly Job[] | undefined;

/** Every job of the full suite on a machine that has all data sets, peers and a browser; without the data's hashes. */
export function plannedJobs(): readonly Job[] {
  planned ??= planAll();
  return planned;
}

function planAll(): Job[] {
  const context = { backend: 'onnx-node', quick: false, peersAbsent: undefined, sources: new Map() } as const;
  const science = allExperiments(SMALL_TABLES, SST5, false).flatMap(([, experiment]) => experiment(context).jobs);
  const speed = planSpeed({ quick: false, only: [] }).jobs;
  return [...agreementJobs(['Node', 'Chromium'], false), ...speed, ...science].map(({ job }) => job);
}

/** What makes a result one of the full suite's, whichever machine's data it was of. */
function keyOf({ suite, experiment, subject, at }: Job): string {
  return canonicalJson([suite, experiment, subject, at]);
}

/** How many of the planned jobs of each group have a result; groups in the order of the plan. */
export function coverage(
  results: readonly ResultRecord[],
  groupOf: (job: Job) => string,
): Map<string, { readonly measured: number; readonly planned: number }> {
  const measured = new Set(results.map(({ job }) => keyOf(job)));
  const groups = new Map<string, { measured: number; planned: number }>();
  for (const job of plannedJobs()) {
    const group = groups.get(groupOf(job)) ?? { measured: 0, planned: 0 };
    group.planned++;
    if (measured.has(keyOf(job))) group.measured++;
    groups.set(groupOf(job), group);
  }
  return groups;
}
