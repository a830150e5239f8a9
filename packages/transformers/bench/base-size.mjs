// A BERT of base size (12 layers × 768, 30,522 words, 109 million parameters) with random weights: load, one training step, export, and
// the exported file in transformers.js. Prints time and peak memory, writes base-size.json beside this script.
//
//   pnpm build && node packages/transformers/bench/base-size.mjs [wasm|cpu|webgpu …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenizerConfigJson, tokenizerJson, vocabularyOf } from '../test/support/word-piece.mjs';

const SPEC = {
  format: 'chainzrule/bert@1',
  vocabulary: 30522,
  hidden: 768,
  layers: 12,
  heads: 12,
  inner: 3072,
  positions: 512,
  segments: 2,
  epsilon: 1e-12,
};
const TEXTS = 8;
const TOKENS = 64;
const LABELS = ['bad', 'good'];
const texts = Array.from({ length: TEXTS }, (_, row) =>
  Array.from({ length: TOKENS - 2 }, (_, at) => `w${(row * 997 + at * 31) % 30000}`).join(' '),
);
const labels = texts.map((_, row) => LABELS[row % 2]);

const [mode, ...rest] = process.argv.slice(2);
const phases = [];
let [before, cpuBefore] = [performance.now(), process.cpuUsage()];
/** Notes the time since the phase before, of the clock and of the processor, and the largest resident size so far. */
const phase = (name, facts = {}) => {
  const { user, system } = process.cpuUsage(cpuBefore);
  const round = (seconds) => Math.round(100 * seconds) / 100;
  const times = { seconds: round((performance.now() - before) / 1000), cpuSeconds: round((user + system) / 1e6) };
  phases.push({ phase: name, ...times, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), ...facts });
  [before, cpuBefore] = [performance.now(), process.cpuUsage()];
};

if (mode === 'write') await write(rest[0]);
else if (mode === 'train') await train(...rest);
else if (mode === 'run') await run(rest[0]);
else main([mode, ...rest].filter(Boolean));

async function write(folder) {
  const { bertShapes, encodeSafetensors, Rng } = await import('@chainzrule/core');
  const rng = Rng.fromSeed(1);
  const tensors = new Map();
  for (const [name, shape] of bertShapes(SPEC)) {
    const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
    const mean = name.endsWith('LayerNorm.weight') ? 1 : 0;
    for (let i = 0; i < data.length; i++) data[i] = mean + 0.02 * rng.normal();
    tensors.set(name, { shape, data });
  }
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(tensors, { format: 'pt' }));
  const words = Array.from({ length: SPEC.vocabulary }, (_, i) => `w${i}`);
  const vocabulary = vocabularyOf(words).slice(0, SPEC.vocabulary);
  const json = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value));
  json('config.json', {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: SPEC.vocabulary,
    hidden_size: SPEC.hidden,
    num_hidden_layers: SPEC.layers,
    num_attention_heads: SPEC.heads,
    intermediate_size: SPEC.inner,
    max_position_embeddings: SPEC.positions,
    type_vocab_size: SPEC.segments,
    hidden_act: 'gelu',
    layer_norm_eps: SPEC.epsilon,
  });
  json('tokenizer_config.json', tokenizerConfigJson(SPEC.positions));
  json('tokenizer.json', tokenizerJson(vocabulary, SPEC.positions));
  process.stdout.write('[]');
}

async function train(folder, saved, device, frozen) {
  const { createFineTunedClassifier } = await import('@chainzrule/transformers');
  const { createTfjsEncoder } = await import('@chainzrule/tfjs/bert');
  const { exportEncoder } = await import('@chainzrule/onnx/bert');
  phase('start');
  const runtime = await createTfjsEncoder({ device });
  const settings = {
    epochs: 1,
    batchSize: TEXTS,
    microBatchSize: TEXTS / 2,
    frozen: Number(frozen),
    encoderLambda: 1e-6,
  };
  const classifier = await createFineTunedClassifier({ encoder: folder, runtime, ...settings });
  phase('load');
  await classifier.fit(texts, labels);
  const { loss, gradientNorm } = classifier.history[0];
  phase('one step', { loss, gradientNorm });
  const { data } = await classifier.predictProba(texts);
  phase('predict');
  await classifier.save(saved, { onnx: exportEncoder });
  phase('save with ONNX', { onnxMegabytes: Math.round(statSync(join(saved, 'onnx/model.onnx')).size / 1e6) });
  writeFileSync(join(saved, 'probabilities.json'), JSON.stringify([...data]));
  process.stdout.write(JSON.stringify({ device: runtime.device, phases }));
  process.exit(0);
}

async function run(saved) {
  const { pipeline } = await import('@huggingface/transformers');
  phase('start');
  const classify = await pipeline('text-classification', saved, { dtype: 'fp32' });
  phase('load the exported model');
  const outputs = await classify(texts, { top_k: 2 });
  const expected = JSON.parse(readFileSync(join(saved, 'probabilities.json'), 'utf8'));
  const off = outputs.flatMap((scores, row) =>
    scores.map(({ label, score }) => Math.abs(score - expected[row * 2 + LABELS.indexOf(label)])),
  );
  phase('classify', { largestDifference: Math.max(...off) });
  process.stdout.write(JSON.stringify({ device: 'transformers.js, onnxruntime-node', phases }));
}

function main(devices) {
  const folder = mkdtempSync(join(tmpdir(), 'chainzrule-base-'));
  try {
    child('write', folder);
    const runs = [];
    for (const device of devices.length > 0 ? devices : ['wasm']) {
      // Everything trained, and the upper half alone.
      for (const frozen of [0, 7]) {
        const saved = join(folder, `saved-${device}-${frozen}`);
        for (const result of [child('train', folder, saved, device, frozen), child('run', saved)]) {
          runs.push({ frozen, ...result });
          process.stdout.write(
            `\n${result.device}, ${frozen === 0 ? 'all depths trained' : `${frozen} depths frozen`}\n${result.phases.map(line).join('')}`,
          );
        }
        rmSync(saved, { recursive: true });
      }
    }
    const { model } = cpus()[0];
    const record = {
      spec: SPEC,
      texts: TEXTS,
      tokens: TOKENS,
      node: process.version,
      cpu: model,
      cores: cpus().length,
      runs,
    };
    writeFileSync(fileURLToPath(new URL('base-size.json', import.meta.url)), `${JSON.stringify(record, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One phase as a line of the printed table. */
function line({ phase: name, seconds, cpuSeconds, peakMegabytes, ...facts }) {
  const times = `${String(seconds).padStart(8)} s ${String(cpuSeconds).padStart(8)} s of CPU`;
  const others = Object.entries(facts).map(([key, value]) => `  ${key} ${value}`);
  return `  ${name.padEnd(24)}${times} ${String(peakMegabytes).padStart(6)} MB at most${others.join('')}\n`;
}

function child(...args) {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return JSON.parse(stdout);
}
