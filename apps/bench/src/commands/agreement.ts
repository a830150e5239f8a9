import { join } from 'node:path';
import type { Command } from 'commander';
import { AGREEMENT_PARTS, planAgreement } from '../agreement/plan-agreement.ts';
import { versionOf } from '../records/sitting.ts';
import { pairBlocks, pairSummary, pairsBeyond } from '../report/agreement/pairs.ts';
import { printBlocks } from './print-blocks.ts';
import { folderOf, REPOSITORY, type RunCommandOptions, withRunOptions } from './run-options.ts';
import { runSuite } from './run-suite.ts';

const PACKAGES = ['onnxruntime-node', 'onnxruntime-web', '@tensorflow/tfjs'];

/** `bench agreement`. */
export function addAgreementCommand(program: Command): void {
  const command = program
    .command('agreement')
    .description('Whether all backends compute the same, in Node and in a browser; exit code 1 where two do not.');
  withRunOptions(command, AGREEMENT_PARTS)
    .option('--shared <folder>', 'folder of the public data sets', folderOf, join(REPOSITORY, '../shared/data'))
    .action(async (options: RunCommandOptions & { readonly shared: string }) => {
      const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
      const plan = await planAgreement({ ...options, folder: options.shared });
      const results = await runSuite('agreement', plan, versions, options);
      const pairs = results.filter(({ job }) => job.experiment === 'pairs');
      printBlocks(pairs.flatMap(pairBlocks), options);
      for (const result of pairs) process.stderr.write(`\n${pairSummary(result)}\n`);
      if (pairs.some((result) => pairsBeyond(result).length > 0)) process.exitCode ??= 1;
    });
}
