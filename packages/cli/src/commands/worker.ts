import { runQueueWorker } from '@chainzrule/jobs';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { numberOption } from '../option-values.ts';
import { handlerModule } from '../sweep/handler-module.ts';
import { VERSION } from '../version.ts';

interface WorkerOptions {
  readonly queue: string;
  readonly concurrency: number;
  readonly data?: string;
  readonly lease: number;
}

/** `chainzrule worker`: takes jobs of sweeps from a queue until it is stopped. */
export function workerCommand(): Command {
  const whole = (option: string, max: number) => numberOption(option, { min: 1, max, integer: true });
  return new Command('worker')
    .summary('do the jobs of sweeps that stand in a queue')
    .description('Takes trainings from a queue, does them and gives back the results, until it is stopped.')
    .requiredOption('--queue <url>', 'redis://HOST:PORT, or rediss:// for TLS')
    .option('--concurrency <n>', 'trainings at once, a thread each', whole('--concurrency', 1024), 1)
    .option(
      '--data <folder>',
      'a folder with tables named by their SHA-256, instead of fetching them through the queue',
    )
    .option(
      '--lease <seconds>',
      'after so long without a sign of life a job goes to another worker',
      whole('--lease', 86_400),
      30,
    )
    .addHelpText(
      'after',
      `
Credentials of Redis come from CHAINZRULE_REDIS_USER and CHAINZRULE_REDIS_PASSWORD.

Example:
  ${commandName()} worker --queue redis://queue.example:6379 --concurrency 8`,
    )
    .action(async ({ queue, concurrency, data, lease }: WorkerOptions) => {
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
      const counts = { done: 0, failed: 0, refused: 0 };
      await runQueueWorker({
        url: queue,
        module: handlerModule(),
        version: VERSION,
        concurrency,
        dataFolder: data,
        lease,
        signal: stop.signal,
        onEvent: ({ kind }) => void counts[kind]++,
      });
      process.stderr.write(`done ${counts.done}, failed ${counts.failed}, refused ${counts.refused}\n`);
    });
}
