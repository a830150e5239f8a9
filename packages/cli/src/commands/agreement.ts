import { compareBackends, textAgreement } from '@chainzrule/conformance';
import { loadVectors } from '@chainzrule/conformance/node';
import type { BackendV1 } from '@chainzrule/core';
import { writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { BACKEND_ARGUMENT, namedBackend } from '../named-backend.ts';
import { numberOption } from '../option-values.ts';
import { Progress } from '../terminal/progress.ts';
import { UsageError } from '../usage-error.ts';

interface AgreementCommandOptions {
  readonly vectors?: string;
  readonly seed?: number;
  readonly cases?: number;
  readonly json?: string;
}

/** Exit code where a pair disagrees; wrong use is 2. */
const APART = 1;

/** `chainzrule agreement`: how far backends are apart, pair by pair. */
export function agreementCommand(): Command {
  const whole = (option: string, max: number) => numberOption(option, { min: 0, max, integer: true });
  return new Command('agreement')
    .summary('compare backends pair by pair: largest difference in units of derived tolerances')
    .description('Runs two or more backends on the same cases and prints how far each pair is apart.')
    .argument('<backends...>', BACKEND_ARGUMENT)
    .option('--vectors <folder>', 'golden vectors to use instead of the kit’s own')
    .option('--seed <n>', 'of the generated cases (default: 1)', whole('--seed', 2 ** 32 - 1))
    .option('--cases <n>', 'generated cases (default: 50)', whole('--cases', 1_000_000))
    .option('--json <file>', 'also write the report there, chainzrule/agreement@1')
    .addHelpText(
      'after',
      `
Exit code: 0 every pair agrees, 1 one does not, 2 wrong use.

Example:
  ${commandName()} agreement reference onnx-node tfjs-wasm`,
    )
    .action(async (names: readonly string[], options: AgreementCommandOptions) => {
      if (names.length < 2) throw new UsageError('one backend has nothing to be compared with: name two or more');
      const vectors = await loadVectors(options.vectors);
      const backends: BackendV1[] = [];
      for (const name of names) backends.push(await namedBackend(name));
      const progress = new Progress(process.stderr);
      const report = await compareBackends(backends, {
        vectors,
        cases: options.cases,
        seed: options.seed,
        onProgress: (done, total) => progress.update('Comparing', done / total, `${done}/${total}`),
      });
      progress.finish(`${vectors.length} vectors, ${report.pairs[0]!.cases - vectors.length} generated cases`);
      if (options.json !== undefined) await writeFileAtomic(options.json, `${JSON.stringify(report, null, 2)}\n`);
      process.stdout.write(`\n${textAgreement(report)}\n`);
      if (report.pairs.some(({ ratio }) => !(ratio <= 1))) process.exitCode = APART;
    });
}
