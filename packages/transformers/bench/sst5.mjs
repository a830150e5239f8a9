// SST-5 on static token vectors, end to end by the command, into records/sst5-static.json:
//
//   node packages/transformers/bench/sst5.mjs SST5_FOLDER ENCODER
//
// Each kind of head gets a small grid, judged by 3 folds of the training file alone. The best by accuracy is then trained on the
// whole training file with five seeds, the same for every kind, and looked at once on the dev file and once on the test file. Needs a build (turbo run build).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , data, encoder] = process.argv;
if (data === undefined || encoder === undefined) {
  process.stderr.write('usage: node sst5.mjs SST5_FOLDER ENCODER\n');
  process.exit(2);
}
const command = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const SEEDS = [1, 2, 3, 4, 5];
const FOLD_SEED = 11;
const file = (part) => join(data, `sst_${part}.txt`);

/** Every combination of the given values of options. */
const grid = (axes) =>
  Object.entries(axes).reduce(
    (all, [option, values]) => all.flatMap((base) => values.map((value) => ({ ...base, [option]: value }))),
    [{}],
  );

const FAMILIES = {
  linear: grid({ layers: ['none'], epochs: [3], 'weight-decay': [1, 5] }),
  ReLU: grid({ layers: ['64,64'], activation: ['relu'], penalty: ['none'], epochs: [2], 'weight-decay': [0, 1] }),
  'ReLU + DREG': grid({ layers: ['64,64'], activation: ['relu'], epochs: [2, 3], lambda: [0.1] }),
  ChainzRule: grid({ layers: ['64,64'], epochs: [3], lambda: [0.03, 0.1], 'input-noise': [0.1] }),
};

const folder = mkdtempSync(join(tmpdir(), 'chainzrule-sst5-'));
const common = ['--encoder', encoder, '--cache', join(folder, 'cache'), '--backend', 'onnx-node'];
const argumentsOf = (options) => Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
const run = (...args) =>
  execFileSync(process.execPath, [command, 'text', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
const train = (...args) => JSON.parse(run('train', file('train'), ...common, '--json', ...args));
const say = (line) => process.stdout.write(`${line}\n`);

const select = (family) => {
  const candidates = FAMILIES[family].map((options) => {
    const { networks } = train(...argumentsOf(options), '--folds', '3', '--seed', String(FOLD_SEED));
    const { accuracy, logLoss } = networks[0].summary;
    say(
      `${family}  ${JSON.stringify(options)}  accuracy ${accuracy.mean.toFixed(4)}  log loss ${logLoss.mean.toFixed(4)}`,
    );
    return { options, accuracy: accuracy.mean, logLoss: logLoss.mean };
  });
  return { candidates, chosen: candidates.reduce((a, b) => (b.accuracy > a.accuracy ? b : a)).options };
};

/** Accuracy on the dev file of the model a run left. */
const devAccuracy = (out) => {
  const csv = run(
    'predict',
    join(out, 'model.safetensors'),
    file('dev'),
    '--cache',
    join(folder, 'cache'),
    '--backend',
    'onnx-node',
  );
  const predicted = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]);
  const truth = readFileSync(file('dev'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => /^__label__(\S+)/.exec(line)[1]);
  return predicted.filter((label, row) => label === truth[row]).length / truth.length;
};

const finish = (family, options) =>
  SEEDS.map((seed) => {
    const out = join(folder, 'run');
    const record = train(...argumentsOf(options), '--test-file', file('test'), '--seed', String(seed), '--out', out);
    const [{ scores, tailRatio, epochs }] = record.networks[0].folds;
    const dev = devAccuracy(out);
    rmSync(out, { recursive: true });
    say(
      `${family}  seed ${seed}  dev ${dev.toFixed(4)}  test ${scores.accuracy.toFixed(4)}  log loss ${scores.logLoss.toFixed(4)}`,
    );
    return { seed, epochs, devAccuracy: dev, test: scores, tailRatio };
  });

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const families = Object.keys(FAMILIES).map((name) => {
  const { candidates, chosen } = select(name);
  return { name, candidates, chosen, runs: finish(name, chosen) };
});
const { environment, text, data: described } = train('--layers', 'none', '--epochs', '1', '--test-file', file('test'));
const { worst, ...facts } = text;
facts.encoder.source = 'minilm-static';
const record = {
  format: 'chainzrule/text-bench@1',
  data: Object.fromEntries(['train', 'dev', 'test'].map((part) => [`sst_${part}.txt`, sha256(file(part))])),
  classes: described.classes,
  text: facts,
  protocol: `Each head's options: the best mean accuracy over 3 folds of the training file (seed ${FOLD_SEED}). Then trained on the whole training file, seeds ${SEEDS.join(', ')}; no test text chose anything, and dev texts only helped to set the grids.`,
  environment: {
    chainzrule: environment.chainzrule,
    node: environment.node,
    backend: environment.backend,
    device: environment.device,
  },
  families,
};
const target = new URL('../records/sst5-static.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(record, null, 2)}\n`);
rmSync(folder, { recursive: true });
say(`wrote ${fileURLToPath(target)}`);
