import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@chainzrule/core';
import { AutoModel, AutoTokenizer } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyBert, writeTinyBert } from './support/tiny-bert.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chainzrule-bert-'));
  await writeTinyBert(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the tiny BERT of the tests', () => {
  it('is a model that transformers.js loads and runs', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(folder);
    const model = await AutoModel.from_pretrained(folder, { dtype: 'fp32' });
    const inputs = tokenizer(['the film is great', 'dull'], { padding: true });
    const { last_hidden_state: hidden } = await model(inputs);
    expect(inputs.input_ids.dims).toEqual([2, 6]);
    expect(hidden.dims).toEqual([2, 6, 16]);
    const alone = await model(tokenizer(['dull'], { padding: true }));
    const padded = Array.from(hidden.data as Float32Array).slice(6 * 16, 9 * 16);
    // Padding changes nothing for the tokens that are there.
    Array.from(alone.last_hidden_state.data as Float32Array).forEach((value, index) => {
      expect(value).toBeCloseTo(padded[index]!, 4);
    });
    await model.dispose();
  });

  it('keeps the same weights as safetensors in the naming of Hugging Face', async () => {
    const { tensors } = decodeSafetensors(await readFile(join(folder, 'model.safetensors')));
    const made = tinyBert();
    expect([...tensors.keys()].sort()).toEqual([...made.tensors.keys()].sort());
    expect(tensors.get('encoder.layer.1.output.dense.weight')!.shape).toEqual([16, 32]);
    expect(tensors.get('pooler.dense.bias')!.data).toEqual(made.tensors.get('pooler.dense.bias')!.data);
  });
});
