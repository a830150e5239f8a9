import { runQueueWorker } from '@chainzrule/jobs';
import { type Command, Option } from 'commander';
import { commitOf } from '../records/sitting.ts';
import { countOf } from './run-options.ts';
import { BENCH_QUEUE, handlerModule } from './run-suite.ts';

interface WorkerCommandOptions {
  readonly queue: string;
  readonly concurrency: number;
}

/** `bench worker`: does the jobs of `bench science --queue` until it is stopped. */
export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('Does the jobs of `bench science --queue` on this machine, from the same commit, until it is stopped.')
    .requiredOption('--queue <url>', 'redis://HOST:PORT; credentials from CHAINZRULE_REDIS_USER and _PASSWORD')
    .addOption(new Option('--concurrency <count>', 'jobs at a time, a thread each').argParser(countOf).default(1))
    .action(async ({ queue, concurrency }: WorkerCommandOptions) => {
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
      const counts = { done: 0, failed: 0, refused: 0 };
      await runQueueWorker({
        url: queue,
        queue: BENCH_QUEUE,
        module: handlerModule('science'),
        version: commitOf(),
        concurrency,
        signal: stop.signal,
        onEvent: ({ kind }) => void counts[kind]++,
      });
      process.stderr.write(`done ${counts.done}, failed ${counts.failed}, refused ${counts.refused}\n`);
    });
}
