import { join } from 'node:path';
import { jobOf, type PlainDocument, type Plan } from '../jobs/plan.ts';
import type { PlannedJob } from '../jobs/planned-job.ts';
import { packSource } from '../science/data/load-source.ts';
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

type Distribute<T> = T extends unknown ? Omit<T, 'place' | 'backends'> : never;

/** Plans the agreement jobs. */
export async function planAgreement(options: {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly folder: string;
}): Promise<Plan> {
  const { quick, only, folder } = options;
  const absent: string[] = [];
  const jobs: PlannedJob[] = [];
  const pima = await packSource(PIMA, folder);
  if (pima === undefined) absent.push(`the training curves: ${join(folder, PIMA.file)} is not there (see --shared)`);
  const places: ('Node' | 'Chromium')[] = ['Node'];
  if (await chromiumIsThere()) places.push('Chromium');
  else absent.push('backends in a browser: no Chromium was found');
  const add = (
    place: 'Node' | 'Chromium',
    at: Record<string, string | number>,
    task: Distribute<AgreementTask>,
  ): void => {
    if (only.length > 0 && !only.includes(task.what)) return;
    const packed = task.what === 'curve' ? pima : undefined;
    const subject = { kind: 'measurement', name: task.what };
    const job = jobOf(PROTOCOL, subject, {
      suite: 'agreement',
      experiment: task.what,
      data: packed?.sha256,
      seed: 1,
      at: { place, ...at },
    });
    const backends = place === 'Node' ? NODE_BACKENDS : PAGE_BACKENDS;
    jobs.push({ job, payload: { ...task, place, backends }, data: packed?.blockSha256 });
  };
  for (const place of places) {
    // A software GPU is slow: fewer cases there.
    const [vectors, cases] = quick ? [8, 4] : place === 'Node' ? [64, 50] : [32, 16];
    add(place, { vectors: vectors!, cases: cases! }, { what: 'pairs', vectors: vectors!, cases: cases! });
    const epochs = quick ? 20 : 200;
    if (pima !== undefined) add(place, { dataset: 'pima', epochs }, { what: 'curve', source: PIMA, epochs });
  }
  const data = new Map(pima === undefined ? [] : [[pima.blockSha256, pima.block]]);
  return { jobs, documents: [PROTOCOL as PlainDocument], absent, data };
}
