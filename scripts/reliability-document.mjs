/** docs/reliability.md from the records of the harnesses; a test checks that the document is that of the records. */
export function reliabilityDocument(records) {
  const of = (name) => records.find((record) => record.name === name);
  const all = (start) =>
    records.filter(({ name }) => name.startsWith(start)).map((one) => ({ ...one, own: one.name.slice(start.length) }));
  const sections = [
    crashes(of('kill'), of('disk-faults')),
    queues(of('chaos'), of('hosts')),
    parsers(all('fuzz-')),
    numbers(all('hard-numbers-')),
    long(all('long-run-')),
    suite(of('suite')),
    large(of('stream-memory'), of('csv-memory')),
    together(all('concurrency-'), all('device-loss-')),
  ];
  return `# Hard use

This page is generated from the records in \`docs/reliability\`. \`node scripts/reliability.mjs\` runs every harness again at full size and writes it anew; the command of one part stands beside its table. CI repeats all of it at smaller sizes, a nightly run at full size.

${sections.filter(Boolean).join('\n\n')}
`;
}

const number = (value) => value.toLocaleString('en-US');
const within = (value, margin) => `${value.toFixed(1).replace('-', '−')} ± ${margin.toFixed(1)}`;
/** The first column names the row, the others are numbers. */
const table = (titles, body) =>
  [titles, titles.map((_, index) => (index === 0 ? '---' : '---:')), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
const section = (title, part, text, ...tables) =>
  [`## ${title}`, `\`node scripts/reliability.mjs ${part}\``, text, ...tables].join('\n\n');

function crashes(kill, faults) {
  if (!kill) return undefined;
  const rows = [
    ['while it trained, before any file stood', kill.duringTraining],
    ['while files were written, some standing', kill.amongTheFiles],
    ['when all files stood', kill.afterAllFiles],
  ];
  const disk = faults
    ? ` ${faults.faults} faults of the file system were made (a file that may not grow, a full and a read-only file system, a second process on \`--out\` and on \`--checkpoint\`): each ended in an error that names the fault, and every file that had been there kept its bytes.`
    : '';
  return section(
    'Crashes',
    'kills',
    `\`train --out --checkpoint --every 3 --resume\` was killed by SIGKILL ${kill.kills} times, at moments spread over the whole run and at the writing of each kind of file, and resumed until ${kill.runs} runs had ended. No finished file was damaged, no checkpoint was lost, and every run ended with the bytes of an undisturbed one.${disk}`,
    table(['killed', 'times'], rows),
  );
}

function queues(chaos, hosts) {
  if (!chaos || !hosts) return undefined;
  return section(
    'Queues',
    'queues',
    `A sweep of ${number(chaos.jobs)} jobs over a queue whose workers, driver and Redis itself were killed in turn, ${chaos.kills} times: nothing lost, nothing doubled, the outcomes of an undisturbed run. A sweep of ${hosts.jobs} jobs on ${hosts.hosts} hosts (network namespaces), one cut off for ${hosts.outageSeconds} s with a lease of ${hosts.leaseSeconds} s: the other host did the lost host's job, back again it took jobs, each job once.`,
  );
}

function parsers(fuzzed) {
  if (fuzzed.length === 0) return undefined;
  return section(
    'Hostile input',
    'fuzz',
    'Every input must be taken or refused with a typed error, within a second of processor time, without holding memory of a claimed size and without changing a prototype. Addresses of the demo are never refused: what is not allowed becomes the default.',
    table(
      ['parser', 'inputs', 'taken', 'refused', 'longest'],
      fuzzed.map(({ own, inputs, taken, refused, longestMs }) => [
        own,
        number(inputs),
        number(taken),
        number(refused),
        `${longestMs} ms`,
      ]),
    ),
  );
}

function numbers(hard) {
  if (hard.length === 0) return undefined;
  return section(
    'Hard numbers',
    'hard-use',
    'Activations × penalties × heads on constant columns, duplicated rows, inputs of 1e30, 1e308 and 1e−310, one outlier, more columns than rows, targets of 1e30, a single row, one class, and under learning rates of 1e−300 to 1e6 and penalties of 1e6 and 1e300. A fit is sound (every probability in [0, 1], each row summing to 1, every prediction finite, and at ordinary learning rates near the float64 reference) or ends in an error that names what is wrong: a divergence its layer, epoch and step. Differences are of probabilities, or shares of the largest target. There are 1,792 combinations; the second column says how many of them, spread evenly, these records hold.',
    table(
      ['backend', 'fits', 'sound', 'refused or diverged by name', 'largest difference to the reference'],
      hard.map(({ own, fits, sound, named, largestDifference }) => [
        own,
        number(fits),
        number(sound),
        number(named),
        own === 'reference' ? '–' : largestDifference.toExponential(1).replace('-', '−'),
      ]),
    ),
  );
}

function long(runs) {
  if (runs.length === 0) return undefined;
  const [{ epochsPerFit, rows, units, layers }] = runs;
  return section(
    'Long runs',
    'hard-use',
    `Training ${layers} layers of ${units} units on ${rows} rows in fits of ${epochsPerFit} epochs, all in one process. Memory is measured after each fit and three collections; a slope is fitted to the second half, through the medians of twelve blocks, with its 95 % interval. What V8 compiles is counted by itself: it goes on improving code for thousands of epochs, and that tells nothing of what a program keeps. Handles are open files and whatever else keeps a process alive.`,
    table(
      [
        'backend',
        'epochs',
        'resident bytes gained an epoch',
        'bytes gained in JavaScript an epoch',
        'bytes of compiled code gained an epoch',
        'handles more',
        'tensors more',
      ],
      runs.map((run) => [
        run.own,
        number(run.epochs),
        within(run.residentBytesPerEpoch, run.residentMargin),
        within(run.heldBytesPerEpoch, run.heldMargin),
        within(run.codeBytesPerEpoch, run.codeMargin),
        run.handlesGrown,
        run.tensorsGrown,
      ]),
    ),
  );
}

function suite(drive) {
  if (!drive) return undefined;
  return section(
    'The benchmark suite, over and over',
    'suite --minutes 120',
    `Agreement's and science's jobs of the suite (its small part, in Node) ran for ${Math.round(drive.minutes)} minutes on one pool of ${drive.threads} worker threads: ${number(drive.jobs)} jobs, ${number(drive.rounds)} rounds. At ${number(drive.samples)} moments it was stopped as by Ctrl-C (or stood between two rounds), looked at after a collection, and went on from its records. The first quarter is not counted; slopes are fitted as above.`,
    table(
      [
        'resident kB a minute',
        'kB its JavaScript holds, a minute',
        "kB its workers' JavaScript holds, a minute",
        'handles more',
      ],
      [
        [
          within(drive.residentBytesPerMinute / 1000, drive.residentMargin / 1000),
          within(drive.heldBytesPerMinute / 1000, drive.heldMargin / 1000),
          within(drive.workersHeldBytesPerMinute / 1000, drive.workersHeldMargin / 1000),
          drive.handlesGrown,
        ],
      ],
    ),
  );
}

function large(stream, csv) {
  if (!stream) return undefined;
  const read = csv
    ? ` \`readCsv\` holds a whole table: ${csv.megabytes} MB of CSV (${number(csv.rows)} rows) took ${(csv.mostHeldBytes / 2 ** 20).toFixed(0)} MB at most, the columns themselves being ${(csv.columnBytes / 2 ** 20).toFixed(0)} MB (\`node scripts/reliability.mjs csv\`).`
    : '';
  return section(
    'Files larger than memory',
    'stream',
    `\`train --stream\` on ${number(stream.rows)} × ${stream.columns} rows took ${stream.peakMegabytes.toFixed(0)} MB of resident memory at its peak, Node itself included; the test allows ${stream.limitMegabytes} MB whatever the number of rows. Accuracy on the held-out tenth: ${(100 * stream.accuracy).toFixed(1)} %.${read}`,
  );
}

function together(concurrent, losses) {
  if (concurrent.length === 0) return undefined;
  const lost = losses
    .map(
      ({ own, epochsBefore, epochs }) =>
        `On ${own} a device destroyed after ${epochsBefore} of ${epochs} epochs gave a typed error with the state of the last finished epoch; with \`withFallback\` the run went on to its end on another device.`,
    )
    .join(' ');
  return section(
    'At once, and without a device',
    'hard-use',
    `Ten estimators fitted at once on one backend gave the same bytes as one after another on ${concurrent.map(({ own }) => own).join(', ')}. ${lost}`.trim(),
  );
}
