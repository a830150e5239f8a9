import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { failIo } from '@chainzrule/core/node';
import { createLocalRunner, createQueueRunner, type JobRunner } from '@chainzrule/jobs';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { numberOption } from '../option-values.ts';
import { driveSweep } from '../sweep/drive-sweep.ts';
import { handlerModule } from '../sweep/handler-module.ts';
import { type LoadedSweep, loadSweep } from '../sweep/load-sweep.ts';
import { describeSweep } from '../sweep/print-sweep.ts';
import { SweepProgress } from '../sweep/sweep-progress.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';

interface SweepOptions {
  readonly out: string;
  readonly workers?: number;
  readonly queue?: string;
  readonly json: boolean;
}

/** `chainzrule sweep`: many trainings, here or on any number of machines. */
export function sweepCommand(): Command {
  return new Command('sweep')
    .summary('run many trainings: a grid or a random search over settings, seeds and folds')
    .description(
      'Runs every training that a sweep document names and writes records.jsonl, the same bytes whatever computed it.',
    )
    .argument('<sweep.json>', 'a document of the format chainzrule/sweep@1')
    .requiredOption('--out <folder>', 'where records.jsonl goes; a part of the same sweep there is not done again')
    .option(
      '--workers <n>',
      'threads of this machine (default: its processors)',
      numberOption('--workers', { min: 1, max: 1024, integer: true }),
    )
    .option('--queue <url>', 'redis://HOST:PORT: leave the work to `chainzrule worker` processes instead')
    .option('--json', 'print the ranking, rate and work by worker as JSON and nothing else', false)
    .addHelpText(
      'after',
      `
Credentials of Redis come from CHAINZRULE_REDIS_USER and CHAINZRULE_REDIS_PASSWORD; rediss:// uses TLS.

Examples:
  ${commandName()} sweep sweep.json --out runs/sweep --workers 4
  ${commandName()} sweep sweep.json --out runs/sweep --queue redis://queue.example:6379`,
    )
    .action(async (path: string, options: SweepOptions) => {
      if (options.queue !== undefined && options.workers !== undefined)
        throw new UsageError(
          '--queue and --workers exclude each other; with a queue the workers are processes of their own',
        );
      const loaded = await loadSweep(path);
      await mkdir(options.out, { recursive: true }).catch((error: unknown) => failIo('making', options.out, error));
      await runSweep(loaded, options);
    });
}

async function runSweep({ sweep, table }: LoadedSweep, options: SweepOptions): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const progress = new SweepProgress(new Progress(process.stderr, !options.json));
  const data = new Map([[sweep.data.sha256, table]]);
  const runner: JobRunner =
    options.queue === undefined
      ? createLocalRunner({ module: handlerModule(), threads: options.workers ?? availableParallelism(), data })
      : await createQueueRunner({ url: options.queue, version: VERSION, data });
  try {
    const update = progress.update.bind(progress);
    const outcome = await driveSweep(sweep, runner, options.out, update, stop.signal);
    const { ranking, metric, refused } = outcome;
    const facts = { ...progress.pace(), refused, metric, ranking };
    const text = options.json ? JSON.stringify(facts, null, 2) : `\n${describeSweep(outcome)}`;
    process.stdout.write(`${text}\n`);
    if (!options.json) process.stdout.write(`\nwrote ${options.out}/records.jsonl\n`);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await runner[Symbol.asyncDispose]();
  }
}
