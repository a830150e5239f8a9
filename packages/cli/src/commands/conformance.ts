import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import {
  type ConformanceProgress,
  parseWaivers,
  runConformance,
  type Tier,
  textReport,
  type Waiver,
} from '@chainzrule/conformance';
import { loadVectors } from '@chainzrule/conformance/node';
import { ChainzRuleError } from '@chainzrule/core';
import { failIo, writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { BACKEND_ARGUMENT, namedBackend } from '../named-backend.ts';
import { numberOption } from '../option-values.ts';
import { Progress } from '../terminal/progress.ts';

interface ConformanceCommandOptions {
  readonly vectors?: string;
  readonly waivers?: string;
  readonly tier?: number;
  readonly seed?: number;
  readonly cases?: number;
  readonly json?: string;
}

/** Exit code where a backend failed; wrong use is 2. */
const FAILED = 1;

/** `chainzrule conformance`: judges a backend by cases with derived tolerances. */
export function conformanceCommand(): Command {
  const whole = (option: string, max: number) => numberOption(option, { min: 0, max, integer: true });
  return new Command('conformance')
    .summary('judge a backend: does it compute what the definition says, within derived tolerances?')
    .description(
      'Runs the conformance kit on a backend: golden vectors and generated cases, nine tiers, a failed one stops those above it.',
    )
    .argument('<backend>', BACKEND_ARGUMENT)
    .option('--vectors <folder>', 'golden vectors to use instead of the kit’s own')
    .option('--waivers <file>', 'known failures with their reasons; one that covers nothing is itself a failure')
    .option('--tier <n>', 'the highest tier to run, 0 to 8', whole('--tier', 8))
    .option('--seed <n>', 'of the generated cases (default: 1)', whole('--seed', 2 ** 32 - 1))
    .option('--cases <n>', 'generated cases (default: 100)', whole('--cases', 1_000_000))
    .option('--json <file>', 'also write the report there, chainzrule/conformance@1')
    .addHelpText(
      'after',
      `
Exit code: 0 all passed, 1 something failed, 2 wrong use.

Examples:
  ${commandName()} conformance reference
  ${commandName()} conformance onnx-node --cases 500 --json report.json
  ${commandName()} conformance ./my-backend.js --waivers waivers.json`,
    )
    .action(async (name: string, options: ConformanceCommandOptions) => {
      const waivers = options.waivers === undefined ? [] : await readWaivers(options.waivers);
      const vectors = await loadVectors(options.vectors);
      const backend = await namedBackend(name).catch((error: unknown) => runAgain(name, error));
      if (backend === undefined) return;
      const progress = new Progress(process.stderr);
      const report = await runConformance(backend, {
        vectors,
        waivers,
        cases: options.cases,
        seed: options.seed,
        tier: options.tier as Tier | undefined,
        onProgress: (state) => show(progress, state),
      });
      if (options.json !== undefined) await writeFileAtomic(options.json, `${JSON.stringify(report, null, 2)}\n`);
      process.stdout.write(`\n${textReport(report)}\n`);
      if (!report.ok) process.exitCode = FAILED;
    });
}

/** Some drivers are found only by a process that was started with their place in its environment: starts one where an adapter says so. */
function runAgain(name: string, error: unknown): undefined {
  const environment = ChainzRuleError.isInstance(error) ? error.details['environment'] : undefined;
  if (typeof environment !== 'object' || environment === null) throw error;
  const settings = Object.entries(environment as Record<string, string>);
  process.stderr.write(`${name}: again with ${settings.map(([key, value]) => `${key}=${value}`).join(' ')}\n`);
  const env = { ...process.env, ...Object.fromEntries(settings) };
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' });
  process.exitCode = status ?? FAILED;
  return undefined;
}

function show(progress: Progress, { tier, title, done, total, failed }: ConformanceProgress): void {
  const detail = `${done}/${total}${failed > 0 ? `, ${failed} failed` : ''}`;
  progress.update(`T${tier} ${title}`, done / total, detail);
  if (done === total) progress.finish(`T${tier} ${title}: ${detail}`);
}

async function readWaivers(path: string): Promise<readonly Waiver[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => failIo('reading', path, error));
  return parseWaivers(text, path);
}
