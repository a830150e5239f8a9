import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Facts = Readonly<Record<string, number>>;

/** Keeps what a harness measured, where `RELIABILITY_RECORDS` names a folder: docs/reliability.md is made of these. */
export function keepRecord(name: string, facts: Facts): void {
  write(`${name}.json`, { format: 'chainzrule/reliability@1', name, ...facts });
}

/** Keeps how far a long harness is, beside its record, so that it can be stopped and go on. */
export function keepProgress<F extends Facts>(name: string, facts: F): void {
  write(`${name}.part`, facts);
}

/** How far a harness was when it was stopped; undefined where it starts. */
export function keptProgress<F extends Facts>(name: string): F | undefined {
  const path = pathOf(`${name}.part`);
  return path !== undefined && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as F) : undefined;
}

export function forgetProgress(name: string): void {
  const path = pathOf(`${name}.part`);
  if (path !== undefined) rmSync(path, { force: true });
}

function pathOf(file: string): string | undefined {
  const folder = process.env['RELIABILITY_RECORDS'];
  return folder === undefined ? undefined : join(folder, file);
}

function write(file: string, content: object): void {
  const path = pathOf(file);
  if (path === undefined) return;
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}
