import type { Command } from 'commander';

/** `bench report`. */
export function addReportCommand(program: Command): void {
  program.command('report');
}
