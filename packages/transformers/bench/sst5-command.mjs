// Heads of SST-5 by the command, end to end. Alone, it does that part of records/sst5-static.json again:
//
//   node packages/transformers/bench/sst5-command.mjs SST5_FOLDER ENCODER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const RECORD = new URL('../records/sst5-static.json', import.meta.url);
/** Heads whose choice by folds is run. */
const HEADS = ['ChainzRule', 'ReLU'];
const PARTS = ['dev', 'test'];
const OPTIONS = {
  layers: '--layers',
  activation: '--activation',
  penalty: '--penalty',
  epochs: '--epochs',
  lambda: '--lambda',
  learningRate: '--learning-rate',
  weightDecay: '--weight-decay',
  inputNoise: '--input-noise',
};

/** What folds chose for each head, trained by the command with every seed: its figures must be those of the bench. */
export function byCommand(families, folder, encoder) {
  const cache = mkdtempSync(join(tmpdir(), 'chainzrule-sst5-'));
  const file = (part) => join(folder, `sst_${part}.txt`);
  let environment;
  const heads = HEADS.map((name) => {
    const { settings, runs } = families.find((family) => family.name === name).choices.folds;
    const options = Object.entries(settings).flatMap(([key, value]) => [OPTIONS[key], String(value)]);
    const found = runs.map((run) => {
      const scores = PARTS.map((part) => {
        const where = ['--test-file', file(part), '--seed', run.seed, '--encoder', encoder, '--cache', cache];
        const args = ['text', 'train', file('train'), ...where, '--backend', 'onnx-node', '--json', ...options];
        const text = execFileSync(process.execPath, [COMMAND, ...args.map(String)], {
          maxBuffer: 2 ** 28,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const { networks, environment: own } = JSON.parse(text);
        environment = own;
        const { accuracy, logLoss } = networks[0].folds[0].scores;
        const same = accuracy === run[part].accuracy && logLoss === run[part].logLoss;
        return [part, { accuracy, logLoss, sameAsAbove: same }];
      });
      process.stdout.write(
        `by the command  ${name}  seed ${run.seed}  ${JSON.stringify(Object.fromEntries(scores))}\n`,
      );
      return { seed: run.seed, ...Object.fromEntries(scores) };
    });
    return { name, options: options.join(' '), runs: found };
  });
  rmSync(cache, { recursive: true });
  const { chainzrule, node, backend, device } = environment;
  return { heads, environment: { chainzrule, node, backend, device } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder, encoder] = process.argv;
  if (folder === undefined || encoder === undefined) {
    process.stderr.write('usage: node sst5-command.mjs SST5_FOLDER ENCODER\n');
    process.exit(2);
  }
  const record = JSON.parse(readFileSync(RECORD, 'utf8'));
  const { environment, ...command } = byCommand(record.families, folder, encoder);
  writeFileSync(RECORD, `${JSON.stringify({ ...record, environment, command }, null, 2)}\n`);
}
