import type { Block } from '../report/blocks.ts';
import { blockToMarkdown } from '../report/markdown.ts';
import type { RunCommandOptions } from './run-options.ts';

/** Prints a part of the report on what was measured, where the results themselves do not go there. */
export function printBlocks(blocks: readonly Block[], { json }: Pick<RunCommandOptions, 'json'>): void {
  if (json === '-') return;
  for (const block of blocks) process.stdout.write(`\n${blockToMarkdown(block)}\n`);
}
