import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { versionOf } from '../records/sitting.ts';
import { EXPERIMENT_NAMES } from '../science/experiments/all-experiments.ts';
import type { ComputerName } from '../science/methods/computers.ts';
import { planScience } from '../science/plan-science.ts';
import { folderOf, REPOSITORY, type RunCommandOptions, withRunOptions } from './run-options.ts';
import { runSuite } from './run-suite.ts';

interface ScienceCommandOptions extends RunCommandOptions {
  readonly shared: string;
  readonly data?: string | undefined;
  readonly embeddings?: string | undefined;
  readonly backend: ComputerName;
  readonly queue?: string | undefined;
}

/** `bench science`. */
export function addScienceCommand(program: Command): void {
  const command = program.command('science').description("The papers' claims, put to an honest test.");
  withRunOptions(command, EXPERIMENT_NAMES)
    .option('--shared <folder>', 'folder of the public data sets', folderOf, join(REPOSITORY, '../shared/data'))
    .option('--data <folder>', 'CSV files with a manifest.json, in the place of the small tables', folderOf)
    .option(
      '--embeddings <file>',
      "CSV of any encoder's vectors (columns label, split), in the place of the static ones",
      folderOf,
    )
    .option('--queue <url>', 'redis://HOST:PORT: leave the jobs to `bench worker` processes on any machines')
    .addOption(new Option('--backend <name>', 'what computes').choices(['onnx-node', 'reference']).default('onnx-node'))
    .action(async (options: ScienceCommandOptions) => {
      const plan = await planScience({
        folder: options.shared,
        backend: options.backend,
        quick: options.quick,
        only: options.only,
        dataFolder: options.data,
        embeddings: options.embeddings,
      });
      await runSuite('science', plan, { 'onnxruntime-node': versionOf('onnxruntime-node'), ...plan.versions }, options);
    });
}
