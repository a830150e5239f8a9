// Runs the harnesses of hard use at full size and writes docs/reliability.md from their records.
// `node scripts/reliability.mjs` runs all of them, `node scripts/reliability.mjs fuzz kills` those named; `--quick` keeps CI's sizes.
// `--test 'onnx-web: holds'` runs those tests of the parts only whose name holds the text, `--resume` goes on where a part that was
// stopped stood, `--minutes 120` is how long the suite is driven. Ctrl-C ends the part that runs and keeps what it recorded.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reliabilityDocument } from './reliability-document.mjs';
import { must, root } from './workspace.mjs';

const records = join(root, 'docs/reliability');

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    test: { type: 'string' },
    minutes: { type: 'string', default: '120' },
  },
});

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
    tests: {
      core: ['test/hard-use'],
      onnx: ['test/hard-use', 'test/device-loss'],
      tfjs: ['test/hard-use', 'test/device-loss'],
    },
  },
  suite: { env: { SUITE_MINUTES: options.minutes }, tests: { bench: ['test/hard-use'] } },
};

const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no part "${unknown}"; allowed: ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}
mkdirSync(records, { recursive: true });
if (!options.resume) {
  for (const name of readdirSync(records)) if (name.endsWith('.part')) rmSync(join(records, name));
}
// A terminal sends Ctrl-C to the tests as well; what they kept is still made into the page.
process.on('SIGINT', () => undefined);
process.on('exit', (code) => {
  if (code !== 2) writePage();
});
await must(
  'Building',
  'turbo',
  ['run', 'build', '--filter=chainzrule...', '--filter=@chainzrule/bench...', '--output-logs=errors-only'],
  {
    quiet: true,
  },
);
const chosen = options.test === undefined ? [] : ['--testNamePattern', options.test];
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const { env, tests } = parts[name];
  for (const [project, files] of Object.entries(tests)) {
    await must(`${name}: ${project}`, 'vitest', ['run', '--project', project, ...files, ...chosen], {
      env: { ...(options.quick ? {} : env), RELIABILITY_RECORDS: records },
    });
  }
}

function writePage() {
  const read = readdirSync(records)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(records, name), 'utf8')));
  writeFileSync(join(root, 'docs/reliability.md'), reliabilityDocument(read));
}
