// Runs the harnesses of hard use at full size and writes docs/reliability.md from their records.
// `node scripts/reliability.mjs` runs all of them, `node scripts/reliability.mjs fuzz kills` those named; `--quick` keeps CI's sizes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reliabilityDocument } from './reliability-document.mjs';
import { must, root } from './workspace.mjs';

const records = join(root, 'docs/reliability');

/** Each part: the variables that make it full size, and the tests that it runs, by project. */
const parts = {
  fuzz: {
    env: { FUZZ_INPUTS: '100000' },
    tests: {
      core: ['test/fuzz'],
      onnx: ['test/fuzz'],
      conformance: ['test/fuzz'],
      cli: ['test/fuzz'],
      demo: ['test/fuzz'],
    },
  },
  kills: { env: { KILLS: '100' }, tests: { cli: ['test/kill.test.ts', 'test/disk.test.ts'] } },
  queues: { env: { CHAOS_KILLS: '30' }, tests: { jobs: ['test/chaos', 'test/hosts'] } },
  csv: { env: { CSV_MEGABYTES: '100' }, tests: { core: ['test/csv'] } },
  stream: { env: { STREAM_ROWS: '1000000' }, tests: { cli: ['test/stream.test.ts'] } },
  'hard-use': {
    env: { HARD_STRIDE: '1', LONG_EPOCHS: '24000' },
    tests: { core: ['test/hard-use'], onnx: ['test/hard-use', 'test/device-loss'], tfjs: ['test/hard-use', 'test/device-loss'] },
  },
};

const quick = process.argv.includes('--quick');
const asked = process.argv.slice(2).filter((argument) => argument !== '--quick');
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no part "${unknown}"; allowed: ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}
mkdirSync(records, { recursive: true });
await must('Building', 'turbo', ['run', 'build', '--filter=chainzrule...', '--output-logs=errors-only'], {
  quiet: true,
});
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const { env, tests } = parts[name];
  for (const [project, files] of Object.entries(tests)) {
    await must(`${name}: ${project}`, 'vitest', ['run', '--project', project, ...files], {
      env: { ...(quick ? {} : env), RELIABILITY_RECORDS: records },
    });
  }
}
const read = readdirSync(records)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(records, name), 'utf8')));
writeFileSync(join(root, 'docs/reliability.md'), reliabilityDocument(read));
