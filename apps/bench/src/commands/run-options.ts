import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options that every measuring command takes. */
export interface RunCommandOptions {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly json?: string | undefined;
  readonly out: string;
  readonly resume: boolean;
  readonly workers: number;
}

/** The repository, from the sources and from the built module alike. */
export const REPOSITORY: string = findRepository(dirname(fileURLToPath(import.meta.url)));

function findRepository(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  return dirname(folder) === folder ? process.cwd() : findRepository(dirname(folder));
}

/** Where the committed records are. */
export const RECORDS: string = join(REPOSITORY, 'apps/bench/records');

/** Adds the common options to a command. */
export function withRunOptions(command: Command, parts: readonly string[]): Command {
  return command
    .option('--quick', 'a small part of every experiment: minutes instead of hours', false)
    .addOption(
      new Option('--only <parts>', `comma-separated: ${parts.join(', ')}`).argParser(listOf(parts)).default([], 'all'),
    )
    .option('--json <file>', 'also write this run\'s results as one JSON document; "-" prints it')
    .option('--out <folder>', 'where the records go, one file a suite', folderOf, RECORDS)
    .option('--resume', 'go on with the records that are there', false)
    .addOption(
      new Option('--workers <count>', 'jobs at a time')
        .argParser(countOf)
        .default(Math.max(1, availableParallelism() - 1)),
    );
}

/** Paths are relative to where the user stands, whatever script started this. */
export function folderOf(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

function listOf(allowed: readonly string[]) {
  return (text: string): string[] => {
    const names = text.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !allowed.includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is not one of ${allowed.join(', ')}`);
    return names;
  };
}

/** A number of jobs at a time. @throws InvalidArgumentError. */
export function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 256) throw new InvalidArgumentError('an integer from 1 to 256');
  return count;
}
