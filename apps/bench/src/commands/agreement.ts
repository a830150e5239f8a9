import { join } from 'node:path';
import type { Command } from 'commander';
import { AGREEMENT_PARTS, planAgreement } from '../agreement/plan-agreement.ts';
import { versionOf } from '../records/sitting.ts';
import { folderOf, REPOSITORY, type RunCommandOptions, withRunOptions } from './run-options.ts';
import { runSuite } from './run-suite.ts';

const PACKAGES = ['onnxruntime-node', 'onnxruntime-web', '@tensorflow/tfjs'];

/** `bench agreement`. */
export function addAgreementCommand(program: Command): void {
  const command = program
    .command('agreement')
    .description('Whether all backends compute the same, in Node and in a browser.');
  withRunOptions(command, AGREEMENT_PARTS)
    .option('--shared <folder>', 'folder of the public data sets', folderOf, join(REPOSITORY, '../shared/data'))
    .action(async (options: RunCommandOptions & { readonly shared: string }) => {
      const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
      await runSuite('agreement', await planAgreement({ ...options, folder: options.shared }), versions, options);
    });
}
