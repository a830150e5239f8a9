import type { Command } from 'commander';
import { versionOf } from '../records/sitting.ts';
import { targetBlocks } from '../report/speed/target-table.ts';
import { planSpeed, SPEED_PARTS } from '../speed/plan-speed.ts';
import { printBlocks } from './print-blocks.ts';
import { type RunCommandOptions, withRunOptions } from './run-options.ts';
import { runSuite } from './run-suite.ts';

const PACKAGES = ['onnxruntime-node', 'onnxruntime-web', '@tensorflow/tfjs', 'brain.js'];

/** `bench speed`. */
export function addSpeedCommand(program: Command): void {
  const command = program
    .command('speed')
    .description('What steps, predictions and τ cost, beside what users would pick instead.');
  withRunOptions(command, SPEED_PARTS).action(async (options: RunCommandOptions) => {
    const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
    // Two timings at once would measure each other.
    const results = await runSuite('speed', planSpeed(options), versions, { ...options, workers: 1 });
    printBlocks(targetBlocks(results.filter(({ job }) => job.experiment === 'targets')), options);
  });
}
