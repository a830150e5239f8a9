import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps what a harness measured, where `RELIABILITY_RECORDS` names a folder: docs/reliability.md is made of these. */
export function keepRecord(name: string, facts: Readonly<Record<string, number>>): void {
  const folder = process.env['RELIABILITY_RECORDS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ format: 'chainzrule/reliability@1', name, ...facts }, null, 2)}\n`,
  );
}
