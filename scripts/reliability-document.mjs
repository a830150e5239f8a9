/** docs/reliability.md from the records of the harnesses; a test checks that the document is that of the records. */
export function reliabilityDocument(records) {
  const of = (name) => records.find((record) => record.name === name);
  const fuzzed = records.filter(({ name }) => name.startsWith('fuzz-'));
  const number = (value) => value.toLocaleString('en-US');
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const [kill, resume, memory, csv, chaos, hosts] = [
    ...['kill', 'resume', 'memory-slope', 'csv-memory'],
    ...['chaos', 'hosts'],
  ].map(of);
  const rows = [
    kill && [
      '`train --out` killed by SIGKILL',
      `${kill.kills} kills, ${kill.interrupted} of them before all files stood`,
      'no half-written file',
    ],
    resume && [
      '`train --checkpoint --resume` killed again and again',
      `${resume.kills} kills, ${resume.runs} runs brought to their end`,
      'every run ended with the bytes of an undisturbed one; no checkpoint lost',
    ],
    chaos && [
      'a sweep over a queue; workers, the driver and Redis itself killed in turn',
      `${chaos.kills} kills, ${number(chaos.jobs)} jobs`,
      'nothing lost, nothing doubled, the outcomes of an undisturbed run',
    ],
    hosts && [
      `a sweep on ${hosts.hosts} hosts (network namespaces), one cut off in its middle and healed`,
      `${hosts.jobs} jobs, cut off for ${hosts.outageSeconds} s, lease ${hosts.leaseSeconds} s`,
      "the other host did the lost host's job; back again it took jobs; each job once, the outcomes of an undisturbed run",
    ],
    csv && [
      `a CSV file of ${csv.megabytes} MB read`,
      `${number(csv.rows)} rows`,
      `${megabytes(csv.mostHeldBytes)} held at most, the columns themselves being ${megabytes(csv.columnBytes)}`,
    ],
    memory && [
      'training without end',
      `${number(memory.epochs)} epochs`,
      `${memory.bytesPerEpoch.toFixed(1)} ± ${(2 * memory.standardError).toFixed(1)} bytes an epoch (least squares, two standard errors)`,
    ],
  ].filter(Boolean);
  const table = (titles, body) =>
    [titles, titles.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `# Hard use

This page is generated from the records in [docs/reliability](reliability) by \`node scripts/reliability.mjs\`, which runs every harness again.

${table(['what', 'how much', 'what came out'], rows)}

## Hostile input

Every input must be taken or refused with a typed error, within a second, without holding memory of a claimed size and without changing a prototype.

${table(
  ['parser', 'inputs', 'taken', 'refused', 'longest'],
  fuzzed.map(({ name, inputs, taken, refused, longestMs }) => [
    name.replace('fuzz-', ''),
    number(inputs),
    number(taken),
    number(refused),
    `${longestMs} ms`,
  ]),
)}

CI repeats all of this at smaller sizes. One part: \`FUZZ_INPUTS=100000 pnpm vitest run --project core test/fuzz\`, \`KILLS=50 pnpm vitest run --project cli test/kill.test.ts\`,
\`RESUME_KILLS=100 pnpm vitest run --project cli test/resume.test.ts\`, \`CHAOS_KILLS=30 pnpm vitest run --project jobs test/chaos test/hosts\`, \`LONG_EPOCHS=24000 pnpm vitest run --project core test/long\`, \`CSV_MEGABYTES=100 pnpm vitest run --project core test/csv\`.
`;
}
