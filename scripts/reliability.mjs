// Runs the harnesses of hard use at full size and writes docs/reliability.md from their records. `--quick` keeps CI's sizes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reliabilityDocument } from './reliability-document.mjs';
import { must, root } from './workspace.mjs';

const records = join(root, 'docs/reliability');
const full = {
  FUZZ_INPUTS: '100000',
  CSV_MEGABYTES: '100',
  LONG_EPOCHS: '24000',
  KILLS: '50',
  RESUME_KILLS: '100',
  CHAOS_KILLS: '30',
};
const env = { ...(process.argv.includes('--quick') ? {} : full), RELIABILITY_RECORDS: records };
mkdirSync(records, { recursive: true });
await must('Building', 'turbo', ['run', 'build', '--filter=chainzrule...', '--output-logs=errors-only'], {
  quiet: true,
});
await must('Parsers, memory, long runs', 'vitest', ['run', '--project', 'core', 'test/fuzz', 'test/csv', 'test/long'], {
  env,
});
await must('Kills', 'vitest', ['run', '--project', 'cli', 'test/kill.test.ts', 'test/resume.test.ts'], { env });
await must('Queues', 'vitest', ['run', '--project', 'jobs', 'test/chaos', 'test/hosts'], { env });
const read = readdirSync(records)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(records, name), 'utf8')));
writeFileSync(join(root, 'docs/reliability.md'), reliabilityDocument(read));
