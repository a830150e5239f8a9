import type { Label } from '@chainzrule/core';
import { exportEncoder } from '@chainzrule/onnx/bert';
import { createTfjsEncoder } from '@chainzrule/tfjs/bert';
import { pipeline } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { createFineTunedClassifier, type FineTunedOptions } from '../../src/fine-tune/index.ts';
import type { TextWarning } from '../../src/warning.ts';
import { bertFolder, temporaryFolder } from './support/bert-folder.ts';

const encoder = await bertFolder();
const runtime = await createTfjsEncoder({ device: 'cpu' });
const SETTINGS = { encoder, runtime, epochs: 1, batchSize: 4, learningRate: 2e-3, head: { layers: [4], lambda: 1e-3 } };
const TEXTS = [
  'the film is great',
  'fine',
  'this was dull',
  'not bad',
  'an awful movie',
  'good acting',
  '',
  'it is a plot',
];
const LABELS = [3, 2, 1, 2, 1, 3, 2, 10];

const fitted = async (options: Partial<FineTunedOptions>, labels: readonly Label[] = LABELS) => {
  const classifier = await createFineTunedClassifier({ ...SETTINGS, ...options });
  return await classifier.fit(TEXTS, labels);
};

describe('heads', () => {
  it.each([
    ['categorical', false, LABELS],
    ['ordinal', true, LABELS],
    ['categorical, texts', false, ['c', 'b', 'a', 'b', 'a', 'c', 'b', 'é']],
  ] as const)('%s: transformers.js gives the probabilities of what is saved', async (_, ordinal, labels) => {
    await using classifier = await fitted({ ordinal }, labels);
    const { data, cols } = await classifier.predictProba(TEXTS);
    expect(classifier.classes).toEqual(typeof labels[0] === 'number' ? [1, 2, 3, 10] : ['a', 'b', 'c', 'é']);
    const folder = await temporaryFolder();
    await classifier.save(folder, { onnx: exportEncoder });
    const run = await pipeline('text-classification', folder, { dtype: 'fp32' });
    const outputs = (await run([...TEXTS], { top_k: cols })) as unknown as { label: string; score: number }[][];
    outputs.forEach((scores, row) => {
      expect(scores).toHaveLength(cols);
      for (const { label, score } of scores) {
        const column = classifier.classes.map(String).indexOf(label);
        expect(Math.abs(score - data[row * cols + column]!)).toBeLessThan(2e-5);
      }
    });
    await run.dispose();
  });
});

describe('texts', () => {
  it('may be empty, and none at all', async () => {
    await using classifier = await fitted({});
    expect(await classifier.predict(['', '  '])).toHaveLength(2);
    expect(await classifier.predict([])).toEqual([]);
    expect(await classifier.predictProba([])).toMatchObject({ rows: 0, cols: 4 });
  });

  it('that are longer than the encoder takes are cut before their last token, with a warning', async () => {
    const warnings: TextWarning[] = [];
    await using classifier = await fitted({ maxTokens: 6, onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([]);
    const long = await classifier.predictProba(['the film is great and dull and bad', 'dull']);
    expect(warnings).toMatchObject([
      { code: 'TEXTS_CUT', details: { call: 'predictProba', cut: 1, texts: 2, maxTokens: 6 } },
    ]);
    expect(long).toEqual(await classifier.predictProba(['the film is great', 'dull']));
  });

  it('of weight zero do not count', async () => {
    await using all = await createFineTunedClassifier({ ...SETTINGS });
    await all.fit([...TEXTS, 'bad bad'], [...LABELS, 1], { sampleWeight: [...LABELS.map(() => 1), 0] });
    await using some = await createFineTunedClassifier({ ...SETTINGS });
    await some.fit(TEXTS, LABELS, { sampleWeight: LABELS.map(() => 1) });
    expect(await all.predictProba(TEXTS)).toEqual(await some.predictProba(TEXTS));
  });
});

describe('what a fit and a prediction refuse', () => {
  it('is named', async () => {
    await using classifier = await createFineTunedClassifier({ ...SETTINGS });
    const fails = async (work: Promise<unknown>, code: string, text: string): Promise<void> => {
      await expect(work).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    };
    await fails(classifier.predict(TEXTS), 'NOT_FITTED', 'call fit first');
    await fails(classifier.save('anywhere'), 'NOT_FITTED', 'call fit first');
    await fails(classifier.fit(TEXTS, LABELS.slice(1)), 'SHAPE_MISMATCH', '8 texts and 7 labels');
    await fails(
      classifier.fit(
        TEXTS,
        TEXTS.map(() => 'one'),
      ),
      'INVALID_DATA',
      'one class only',
    );
    await fails(classifier.fit(TEXTS, LABELS.with(2, Number.NaN)), 'INVALID_DATA', 'label 2 is NaN');
    await fails(classifier.fit(TEXTS.with(1, 5 as never), LABELS), 'INVALID_DATA', 'text 1 is 5');
    await fails(classifier.fit('text' as never, LABELS), 'INVALID_DATA', 'an array of texts');
    await fails(classifier.fit(TEXTS, undefined as never), 'INVALID_DATA', 'labels are undefined');
    await fails(classifier.fit(TEXTS, LABELS, { sampleWeight: [1] }), 'SHAPE_MISMATCH', '1 weights');
    await fails(
      classifier.fit(TEXTS, LABELS, { sampleWeight: LABELS.map(() => -1) }),
      'INVALID_DATA',
      'weight of text 0',
    );
    const validation = { texts: ['great'], labels: [7] };
    await fails(classifier.fit(TEXTS, LABELS, { validation }), 'INVALID_DATA', 'which training did not see');
  });
});
