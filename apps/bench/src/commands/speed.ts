import { join } from 'node:path';
import type { Command } from 'commander';
import { readRecords, resultsOf } from '../records/record-file.ts';
import { versionOf } from '../records/sitting.ts';
import { blockToMarkdown } from '../report/markdown.ts';
import { targetBlocks } from '../report/speed/target-table.ts';
import { planSpeed, SPEED_PARTS } from '../speed/plan-speed.ts';
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
    await runSuite('speed', planSpeed(options), versions, { ...options, workers: 1 });
    const { records } = await readRecords(join(options.out, 'speed.jsonl'));
    const targets = resultsOf(records).filter(({ job }) => job.suite === 'speed' && job.experiment === 'targets');
    for (const block of targetBlocks(targets)) process.stdout.write(`\n${blockToMarkdown(block)}\n`);
  });
}
