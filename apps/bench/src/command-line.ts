import { Command, CommanderError } from 'commander';
import { addAgreementCommand } from './commands/agreement.ts';
import { addJudgeCommand } from './commands/judge.ts';
import { addReportCommand } from './commands/report.ts';
import { addScienceCommand } from './commands/science.ts';
import { addSpeedCommand } from './commands/speed.ts';
import { addWorkerCommand } from './commands/worker.ts';

/** Runs the suite's command line; gives back its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command('bench')
    .description('Measures agreement, speed and science of chainzrule, and reports from the records alone.')
    .exitOverride();
  addAgreementCommand(program);
  addJudgeCommand(program);
  addSpeedCommand(program);
  addScienceCommand(program);
  addWorkerCommand(program);
  addReportCommand(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
