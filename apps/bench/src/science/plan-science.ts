import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { joinPlans, type Plan } from '../jobs/plan.ts';
import { type PackedSource, packSource, sourceFiles } from './data/load-source.ts';
import type { SourceDocument } from './data/source.ts';
import { PIMA, SMALL_TABLES, SST5 } from './data/sources.ts';
import type { Experiment, ExperimentContext } from './experiments/experiment.ts';
import { PIMA_REPEATS, pima, pimaLeak } from './experiments/pima.ts';
import { SCHEDULE_REPEATS, schedules } from './experiments/schedules.ts';
import { frozenText, SST5_SEEDS } from './experiments/sst5.ts';
import { tables } from './experiments/tables.ts';
import type { ComputerName } from './methods/computers.ts';
import { peerVersions } from './peers/python-peers.ts';

/** What a science run is told. */
export interface ScienceOptions {
  /** Folder of the public data sets. */
  readonly folder: string;
  readonly backend: ComputerName;
  readonly quick: boolean;
  /** Names of experiments; all when empty. */
  readonly only: readonly string[];
  /** A folder of CSV files with a `manifest.json`, in the place of the small tables. */
  readonly dataFolder?: string | undefined;
  /** A CSV file of any encoder's vectors, in the place of the static ones. */
  readonly embeddings?: string | undefined;
}

/** Names that `--only` takes. */
export const EXPERIMENT_NAMES: readonly string[] = ['pima', 'pima-leak', 'schedules', 'sst5', 'tables'];

/** Plans the science jobs that can run here, the most telling first: one repeat of everything before more of anything. */
export async function planScience(
  options: ScienceOptions,
): Promise<Plan & { readonly versions: Record<string, string> }> {
  const own = options.dataFolder === undefined ? SMALL_TABLES : await readManifest(options.dataFolder);
  const vectors: SourceDocument =
    options.embeddings === undefined
      ? SST5
      : { kind: 'embeddings', name: 'embeddings', file: resolve(options.embeddings) };
  const sources = new Map<string, PackedSource>();
  const absent: string[] = [];
  for (const source of [PIMA, ...SMALL_TABLES, SST5, ...own, vectors]) {
    if (sources.has(source.name)) continue;
    const packed = await packSource(source, options.folder);
    if (packed !== undefined) sources.set(source.name, packed);
    else absent.push(`${source.name}: ${sourceFiles(source, options.folder)[0]} is not there (see --shared)`);
  }
  if (sources.has(PIMA.name)) sources.set('pima, imputed by class', sources.get(PIMA.name)!);
  const peers = await peerVersions();
  const peersAbsent = 'absent' in peers ? peers.absent : undefined;
  const context: ExperimentContext = { ...options, peersAbsent, sources };
  const more = (count: number): number[] =>
    options.quick ? [] : Array.from({ length: count - 1 }, (_, repeat) => repeat + 1);
  const [little, all] = [0.1, 1];
  const experiments: readonly (readonly [string, Experiment])[] = [
    ['pima', pima(0)],
    ['pima-leak', pimaLeak],
    ['schedules', schedules(0, ['pima'])],
    ['sst5', frozenText(vectors, 0, little)],
    ['tables', tables(own, little)],
    ['schedules', schedules(0, ['heart', 'ionosphere', 'sst5'])],
    ...(options.quick ? [] : [['tables', tables(own, all)] as const, ['sst5', frozenText(vectors, 0, all)] as const]),
    ...more(SST5_SEEDS).flatMap((repeat) =>
      [little, all].map((share) => ['sst5', frozenText(vectors, repeat, share)] as const),
    ),
    ...more(SCHEDULE_REPEATS).map(
      (repeat) => ['schedules', schedules(repeat, ['pima', 'heart', 'ionosphere', 'sst5'])] as const,
    ),
    ...more(PIMA_REPEATS).map((repeat) => ['pima', pima(repeat)] as const),
  ];
  const wanted = experiments.filter(([name]) => options.only.length === 0 || options.only.includes(name));
  const plan = joinPlans(wanted.map(([, experiment]) => experiment(context)));
  return {
    ...plan,
    // A job without its data's hash is about a data set that is not here.
    jobs: plan.jobs.filter(({ job }) => job.data !== undefined),
    absent: [...absent, ...plan.absent],
    data: new Map([...sources.values()].map(({ blockSha256, block }) => [blockSha256, block])),
    versions: peersAbsent === undefined ? (peers as Record<string, string>) : {},
  };
}

const manifestSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    file: z.string().min(1),
    header: z.boolean().default(true),
    target: z.union([z.string(), z.int()]),
    missing: z.array(z.strictObject({ column: z.union([z.string(), z.int()]), value: z.string() })).optional(),
  }),
);

/** Tables of a folder: `manifest.json` is a list of { name, file, header, target, missing }. */
async function readManifest(folder: string): Promise<SourceDocument[]> {
  const path = join(folder, 'manifest.json');
  const entries = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  return entries.map((entry): SourceDocument => ({ kind: 'csv', ...entry, file: resolve(folder, entry.file) }));
}
