import { join } from 'node:path';
import { jobOf, type PlainDocument, type Plan } from '../jobs/plan.ts';
import type { PlannedJob } from '../jobs/planned-job.ts';
import { type PackedSource, packSource } from '../science/data/load-source.ts';
import { PIMA } from '../science/data/sources.ts';
import { NODE_BACKENDS } from '../speed/backends.ts';
import type { AgreementTask } from './agreement-task.ts';
import { chromiumIsThere } from './browser-page.ts';

/** Names that `--only` takes. */
export const AGREEMENT_PARTS: readonly string[] = ['pairs', 'curve'];

/** Backends of a page, the reference first. */
const PAGE_BACKENDS: readonly string[] = [
  'reference',
  'onnx-web',
  'onnx-web-webgpu',
  'tfjs-cpu',
  'tfjs-wasm',
  'tfjs-webgl',
  'tfjs-webgpu',
];

const PROTOCOL = {
  kind: 'protocol',
  experiment: 'agreement',
  statement:
    "pairs: every pair of backends on the conformance kit's cases and golden vectors; objective, penalties and every gradient are compared in units of the pair's own derived tolerances (1 is the limit). " +
    'curve: ChainzRule trained on Pima (all rows, no input noise) from the same parameters in the same order; only rounding tells the runs apart, so the curves show how far rounding carries.',
} as const;

type Place = AgreementTask['place'];

/** Plans the agreement jobs that can run here. */
export async function planAgreement(options: {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly folder: string;
}): Promise<Plan> {
  const { quick, only, folder } = options;
  const absent: string[] = [];
  const pima = await packSource(PIMA, folder);
  if (pima === undefined) absent.push(`the training curves: ${join(folder, PIMA.file)} is not there (see --shared)`);
  const places: Place[] = ['Node'];
  if (await chromiumIsThere()) places.push('Chromium');
  else absent.push('backends in a browser: no Chromium was found');
  const jobs = agreementJobs(places, quick, pima).filter(
    ({ job: { experiment } }) =>
      (only.length === 0 || only.includes(experiment)) && (experiment !== 'curve' || pima !== undefined),
  );
  const data = new Map(pima === undefined ? [] : [[pima.blockSha256, pima.block]]);
  return { jobs, documents: [PROTOCOL as PlainDocument], absent, data };
}

/** The agreement jobs of some places. */
export function agreementJobs(places: readonly Place[], quick: boolean, pima?: PackedSource): PlannedJob[] {
  return places.flatMap((place) => {
    const backends = place === 'Node' ? NODE_BACKENDS : PAGE_BACKENDS;
    // A software GPU is slow: fewer cases there.
    const [vectors, cases] = quick ? [8, 4] : place === 'Node' ? [64, 50] : [32, 16];
    const epochs = quick ? 20 : 200;
    const jobFor = (what: 'pairs' | 'curve', at: Record<string, string | number>, data?: string): PlannedJob['job'] => {
      const common = { suite: 'agreement' as const, experiment: what, seed: 1, at: { place, ...at } };
      return jobOf(PROTOCOL, { kind: 'measurement', name: what }, { ...common, data });
    };
    const pairs: AgreementTask = { what: 'pairs', place, backends, vectors: vectors!, cases: cases! };
    const curve: AgreementTask = { what: 'curve', place, backends, source: PIMA, epochs };
    return [
      { job: jobFor('pairs', { vectors: vectors!, cases: cases! }), payload: pairs },
      { job: jobFor('curve', { dataset: 'pima', epochs }, pima?.sha256), payload: curve, data: pima?.blockSha256 },
    ];
  });
}
