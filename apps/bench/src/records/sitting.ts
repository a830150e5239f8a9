import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import type { Job, SittingRecord } from './record.ts';

/** Describes this run of the command: commit, machine, versions. */
export function newSitting(suite: Job['suite'], versions: Readonly<Record<string, string>>): SittingRecord {
  const [cpu] = cpus();
  return {
    format: 'chainzrule/bench@1',
    kind: 'sitting',
    id: randomUUID(),
    suite,
    commit: commitOf(),
    device: `${platform()} ${arch()}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown cpu'}`,
    versions: { node: process.version, ...versions },
    startedAt: new Date().toISOString(),
  };
}

/** The commit that runs, and whether the tree differs from it. */
export function commitOf(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const commit = git('rev-parse', '--short=12', 'HEAD').trim();
    // The records themselves change while they are made.
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', ':/', ':!/apps/bench/records').trim();
    return changes === '' ? commit : `${commit} with changes`;
  } catch {
    return 'unknown';
  }
}

/** The installed version of a package, or "absent"; read from its folder, since not every package lets its manifest be imported. */
export function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  }
  return 'absent';
}
