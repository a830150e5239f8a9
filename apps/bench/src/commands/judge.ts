import { textReport } from '@chainzrule/conformance';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { judgeBackend } from '../judge/judge-backend.ts';
import { JUDGED_BACKENDS, judgedText } from '../judge/judged-backends.ts';
import { writeJudged } from '../judge/judged-record.ts';

interface JudgeCommandOptions {
  readonly cases: number;
  readonly multiplyAdds: number;
  readonly seed: number;
  readonly trajectorySteps: number;
}

/** `bench judge`: the conformance kit on one backend, kept as the record that the documentation's table is made of. */
export function addJudgeCommand(program: Command): void {
  program
    .command('judge')
    .description('Judges a backend by the whole conformance kit and keeps the outcome as a record.')
    .addArgument(new Argument('<backend>').choices(JUDGED_BACKENDS.map(judgedText)))
    .option('--cases <count>', 'generated cases', countOf, 500)
    .option('--multiply-adds <count>', 'most of one evaluation of a generated case', countOf, 2e8)
    .option('--seed <number>', 'of the generated cases', countOf, 1)
    .option('--trajectory-steps <count>', 'steps of each trajectory of tier 5', countOf, 50)
    .action(async (text: string, options: JudgeCommandOptions) => {
      const wanted = JUDGED_BACKENDS.find((one) => judgedText(one) === text)!;
      const record = await judgeBackend(wanted, options, (line) => process.stderr.write(`${line}\n`));
      const path = await writeJudged(record);
      process.stdout.write(`${textReport({ ...record, format: 'chainzrule/conformance@1' })}\n\n${path}\n`);
      // WebGPU in Node keeps the process alive.
      process.exit(record.ok ? 0 : 1);
    });
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('a whole number');
  return count;
}
