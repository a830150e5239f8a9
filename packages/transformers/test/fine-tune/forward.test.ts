import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNetwork } from '@chainzrule/core';
import { createTfjsEncoder } from '@chainzrule/tfjs/bert';
import { AutoModel, AutoTokenizer } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FINE_TUNING, optimizerOf } from '../../src/fine-tune/fine-tune-settings.ts';
import { readBertConfig } from '../../src/fine-tune/read-bert-config.ts';
import { readBertWeights } from '../../src/fine-tune/read-bert-weights.ts';
import { tokenBatch } from '../../src/fine-tune/token-lists.ts';
import { bertFolder } from './support/bert-folder.ts';

/** Largest deviation of a hidden state; the states are of size 1 (they leave a layer norm). float32 on both sides. */
const TOLERANCE = 2e-5;

const TEXTS = ['the film is great', 'dull', 'this movie was awful and the acting not good', ''];

describe.each(['cpu', 'wasm'] as const)('the forward pass on tfjs-%s', (device) => {
  it('gives the hidden states of transformers.js for the same weights', async () => {
    const folder = await bertFolder();
    const tokenizer = await AutoTokenizer.from_pretrained(folder);
    const model = await AutoModel.from_pretrained(folder, { dtype: 'fp32' });
    const { last_hidden_state: expected } = await model(tokenizer(TEXTS, { padding: true }));
    const longest = expected.dims[1] as number;

    const read = (name: string): Promise<Uint8Array> => readFile(join(folder, name));
    const { spec } = readBertConfig(folder, await read('config.json'));
    const weights = readBertWeights(folder, spec, await read('model.safetensors'));
    const network = parseNetwork({
      format: 'chainzrule/network@1',
      inputs: spec.hidden,
      layers: [],
      head: { type: 'binary' },
      dreg: { penalty: 'none', reduction: 'sum' },
    });
    const head = [
      ['head.kernel', { shape: [spec.hidden, 1], data: new Float64Array(spec.hidden) }],
      ['head.bias', { shape: [1], data: new Float64Array(1) }],
    ] as const;
    await using encoder = await createTfjsEncoder({ device });
    await using program = await encoder.compile(
      { encoder: spec, network, tensors: new Map([...weights, ...head]) },
      { optimizer: optimizerOf(DEFAULT_FINE_TUNING), frozen: 0, penalty: 'none' },
    );
    const lists = TEXTS.map((text) => tokenizer.encode(text) as number[]);
    const batch = tokenBatch(lists, Int32Array.of(0, 1, 2, 3), 0, spec.positions);
    const hidden = await program.encode(batch);

    expect(hidden.rows).toBe(TEXTS.length * batch.length);
    let largest = 0;
    lists.forEach((list, row) => {
      for (let at = 0; at < list.length; at++) {
        for (let unit = 0; unit < spec.hidden; unit++) {
          const found = hidden.data[(row * batch.length + at) * spec.hidden + unit]!;
          const wanted = (expected.data as Float32Array)[(row * longest + at) * spec.hidden + unit]!;
          largest = Math.max(largest, Math.abs(found - wanted));
        }
      }
    });
    expect(largest).toBeLessThan(TOLERANCE);
    expect(largest).toBeGreaterThan(0);
    await model.dispose();
  });
});
