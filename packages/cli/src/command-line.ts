import { ChainzRuleError } from '@chainzrule/core';
import { Command, CommanderError } from 'commander';
import { commandName } from './command-name.ts';
import { agreementCommand } from './commands/agreement.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { exampleCommand } from './commands/example.ts';
import { exportCommand } from './commands/export.ts';
import { predictCommand } from './commands/predict.ts';
import { sweepCommand } from './commands/sweep.ts';
import { textCommand } from './commands/text.ts';
import { trainCommand } from './commands/train.ts';
import { workerCommand } from './commands/worker.ts';
import { styleFor } from './terminal/style.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const USAGE = 2;
const FAILURE = 1;

/** Runs the command line; gives the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command(commandName())
    .description('Derivative-controlled neural networks: train, look, deploy.')
    .version(VERSION)
    .showSuggestionAfterError(true);
  for (const command of [
    trainCommand(),
    predictCommand(),
    diagnoseCommand(),
    exportCommand(),
    sweepCommand(),
    workerCommand(),
    conformanceCommand(),
    agreementCommand(),
    textCommand(),
    exampleCommand(),
  ])
    program.addCommand(command);
  overrideExits(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Commander ends the process by itself otherwise, with exit code 1 for wrong use. */
function overrideExits(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) overrideExits(child);
}

/** One clear line for a person; the stack only where it is our fault. */
function report(error: unknown): number {
  const style = styleFor(process.stderr);
  const say = (text: string): void => void process.stderr.write(`${style.bad('error')} ${text}\n`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return USAGE;
    say(`${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; see --help`);
    return USAGE;
  }
  if (error instanceof UsageError) {
    say(error.message);
    return USAGE;
  }
  if (ChainzRuleError.isInstance(error)) {
    say(error.message);
    return FAILURE;
  }
  say(`this is a bug in chainzrule, please report it: ${error instanceof Error ? error.stack : String(error)}`);
  return FAILURE;
}
