import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { joinPlans, type Plan } from '../jobs/plan.ts';
import { type PackedSource, packSource, sourceFiles } from './data/load-source.ts';
import type { SourceDocument } from './data/source.ts';
import { PIMA, SMALL_TABLES, SST5 } from './data/sources.ts';
import { allExperiments } from './experiments/all-experiments.ts';
import type { ExperimentContext } from './experiments/experiment.ts';
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

/** Plans the science jobs that can run here. */
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
  const experiments = allExperiments(own, vectors, options.quick);
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
