#!/usr/bin/env node
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { CreateError, createBackendPackage } from './create.ts';

const USAGE = 'usage: npm create chainzrule-backend NAME';

try {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length !== 1) throw new CreateError(USAGE);
  const folder = await createBackendPackage(positionals[0]!, manifest.version);
  process.stdout.write(`made ${folder}\n\nnext:\n  cd ${positionals[0]}\n  npm install\n  npm test\n`);
} catch (error) {
  process.stderr.write(`${error instanceof CreateError ? error.message : `${(error as Error).message}; ${USAGE}`}\n`);
  process.exitCode = 2;
}
