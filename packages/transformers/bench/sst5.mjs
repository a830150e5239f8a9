// SST-5 on static token vectors, into records/sst5-static.json:
//
//   node packages/transformers/bench/sst5.mjs SST5_FOLDER ENCODER
//
// Each kind of head, and the ridge probe, chooses its settings in two ways: by 3 folds of the training file alone, and by the dev file, as the
// data set's authors meant it. What is chosen is trained on the whole training file with five seeds, the same for every kind, and looked at once on
// dev and test. The command then runs what folds chose for ChainzRule and for ReLU end to end and must give the same figures. Needs a build (turbo
// run build).
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  fitNetwork,
  fitPreparation,
  fitSettings,
  headOf,
  kFolds,
  prepareFeatures,
  prepareTargets,
  Rng,
  scorePredictions,
  tableFromMatrix,
  tableFromRows,
  tailRatio,
} from '@chainzrule/core';
import { createOnnxBackend } from '@chainzrule/onnx';
import { createEncoder, embedTexts } from '@chainzrule/transformers';
import { ALPHAS, FAMILIES } from './heads.mjs';
import { ridge } from './ridge.mjs';
import { byCommand } from './sst5-command.mjs';

const [, , folder, encoderPath] = process.argv;
if (folder === undefined || encoderPath === undefined) {
  process.stderr.write('usage: node sst5.mjs SST5_FOLDER ENCODER\n');
  process.exit(2);
}
const SEEDS = [1, 2, 3, 4, 5];
const FOLD_SEED = 11;
/** Seeds that a choice's figures are the mean over. */
const CHOICE_SEEDS = [11, 12];
const PARTS = ['train', 'dev', 'test'];
const file = (part) => join(folder, `sst_${part}.txt`);
const say = (line) => process.stdout.write(`${line}\n`);

const examples = Object.fromEntries(
  PARTS.map((part) => {
    const lines = readFileSync(file(part), 'utf8').trimEnd().split('\n');
    return [part, lines.map((line) => /^__label__(\S+)\t(.*)$/.exec(line).slice(1))];
  }),
);
const all = PARTS.flatMap((part) => examples[part]);
const encoder = await createEncoder(encoderPath);
const { vectors, facts } = await embedTexts(
  encoder,
  all.map(([, text]) => text),
);
const features = tableFromMatrix(
  vectors,
  Array.from({ length: vectors.cols }, (_, index) => `embedding ${index}`),
);
const table = {
  ...features,
  names: [...features.names, 'label'],
  columns: [...features.columns, tableFromRows(all.map(([label]) => [label])).columns[0]],
};
const backend = await createOnnxBackend({ runtime: 'node' });
const range = (from, length) => Int32Array.from({ length }, (_, index) => from + index);
const rowsOf = {
  train: range(0, examples.train.length),
  dev: range(examples.train.length, examples.dev.length),
  test: range(examples.train.length + examples.dev.length, examples.test.length),
};

/** Training rows with parts to look at, all prepared by what the training rows say. */
function prepared(train, parts) {
  const preparation = fitPreparation(table, { target: 'label', task: 'categorical', rows: train });
  const batch = (rows) => ({
    x: prepareFeatures(preparation, table, rows),
    y: prepareTargets(preparation, table, rows),
  });
  const looked = Object.fromEntries(Object.entries(parts).map(([name, rows]) => [name, batch(rows)]));
  return { preparation, train: batch(train), ...looked };
}

const whole = prepared(rowsOf.train, { dev: rowsOf.dev, test: rowsOf.test });
const folds = kFolds(whole.train.y, { folds: 3, rng: Rng.fromSeed(FOLD_SEED).fork('folds') }).map(({ train, test }) =>
  prepared(train, { held: test }),
);

/** Trains a head and gives its scores and τ on the named parts. */
async function head(set, settings, parts) {
  const { plan, parameters } = await fitNetwork(fitSettings(settings), headOf(set.preparation), set.train, { backend });
  const program = await backend.compile(plan.network, parameters);
  const results = {};
  for (const part of parts) {
    const scores = scorePredictions(set.preparation, set[part].y, await program.forward(set[part].x));
    const { layer, input } = await program.derivativeNorms(set[part].x);
    results[part] = { ...scores, tailRatio: { layer: tailRatio(layer).ratio, input: tailRatio(input).ratio } };
  }
  await program[Symbol.asyncDispose]();
  return results;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const best = (candidates, by) => candidates.reduce((a, b) => (b[by] > a[by] ? b : a));

async function family(name, candidates) {
  const judged = [];
  for (const settings of candidates) {
    const held = [];
    const dev = [];
    for (const seed of CHOICE_SEEDS) {
      for (const fold of folds) held.push((await head(fold, { ...settings, seed }, ['held'])).held);
      dev.push((await head(whole, { ...settings, seed }, ['dev'])).dev);
    }
    const of = (scores, figure) => mean(scores.map((score) => score[figure]));
    const figures = { folds: of(held, 'accuracy'), dev: of(dev, 'accuracy') };
    judged.push({ settings, ...figures, foldsLogLoss: of(held, 'logLoss'), devLogLoss: of(dev, 'logLoss') });
    say(`${name}  ${JSON.stringify(settings)}  folds ${figures.folds.toFixed(4)}  dev ${figures.dev.toFixed(4)}`);
  }
  const choices = {};
  for (const by of ['folds', 'dev']) {
    const { settings } = best(judged, by);
    const runs = [];
    for (const seed of SEEDS) runs.push({ seed, ...(await head(whole, { ...settings, seed }, ['dev', 'test'])) });
    choices[by] = { settings, runs };
    const figure = (part) => mean(runs.map((run) => run[part].accuracy)).toFixed(4);
    say(`${name}  chosen by ${by}: dev ${figure('dev')}  test ${figure('test')}`);
  }
  return { name, candidates: judged, choices };
}

function probe() {
  const classes = new Set(whole.train.y).size;
  const accuracy = (predicted, { y }) => mean(Array.from(predicted, (label, row) => (label === y[row] ? 1 : 0)));
  const fits = folds.map((fold) => ({ fold, fit: ridge(fold.train, classes) }));
  const fit = ridge(whole.train, classes);
  const candidates = ALPHAS.map((alpha) => {
    const held = fits.map((one) => accuracy(one.fit(alpha)(one.fold.held.x), one.fold.held));
    return { alpha, folds: mean(held), dev: accuracy(fit(alpha)(whole.dev.x), whole.dev) };
  });
  const choices = Object.fromEntries(
    ['folds', 'dev'].map((by) => {
      const { alpha, dev } = best(candidates, by);
      return [by, { alpha, dev, test: accuracy(fit(alpha)(whole.test.x), whole.test) }];
    }),
  );
  say(`ridge  ${JSON.stringify(choices)}`);
  return { candidates, choices };
}

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const ridgeProbe = probe();
const families = [];
for (const [name, candidates] of Object.entries(FAMILIES)) families.push(await family(name, candidates));
const { environment, ...command } = byCommand(families, folder, encoderPath);
const record = {
  format: 'chainzrule/text-bench@2',
  data: Object.fromEntries(PARTS.map((part) => [`sst_${part}.txt`, sha256(file(part))])),
  text: { encoder: { ...encoder.identity, source: 'minilm-static' }, dimensions: encoder.dimensions, ...facts },
  seeds: { folds: FOLD_SEED, choices: CHOICE_SEEDS, runs: SEEDS },
  environment,
  ridge: ridgeProbe,
  families,
  command,
};
const target = new URL('../records/sst5-static.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(record, null, 2)}\n`);
say(`wrote ${fileURLToPath(target)}`);
