import { describe, expect, it } from 'vitest';
import {
  type BertSpec,
  bertShapes,
  checkTokens,
  depthOf,
  isDecayedInEncoder,
  isLinearKernel,
  parseBert,
} from '../../src/encoder/index.ts';

const BASE: BertSpec = {
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

describe('the tensors of a BERT', () => {
  it('are those of bert-base-uncased: 109,482,240 numbers in 199 tensors', () => {
    const shapes = [...bertShapes(BASE).values()];
    expect(shapes).toHaveLength(199);
    const sizes = shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(109_482_240);
  });

  it('sit at a depth, decay or not, and are linear kernels or not', () => {
    const facts = (name: string) => [depthOf(BASE, name), isDecayedInEncoder(name), isLinearKernel(name)];
    expect(facts('embeddings.word_embeddings.weight')).toEqual([0, true, false]);
    expect(facts('embeddings.LayerNorm.weight')).toEqual([0, false, false]);
    expect(facts('encoder.layer.0.attention.self.query.weight')).toEqual([1, true, true]);
    expect(facts('encoder.layer.11.output.dense.bias')).toEqual([12, false, false]);
    expect(facts('pooler.dense.weight')).toEqual([13, true, true]);
    expect(facts('layers.0.kernel')).toEqual([13, true, false]);
    expect(facts('layers.0.coefficients')).toEqual([13, false, false]);
  });
});

describe('what is no BERT, and no batch for one', () => {
  it('is refused with its place', () => {
    expect(parseBert(BASE)).toEqual(BASE);
    expect(() => parseBert({ ...BASE, heads: 11 })).toThrow('a divisor of hidden (768)');
    expect(() => parseBert({ ...BASE, layers: 1e9 })).toThrow('layers');
    expect(() => parseBert({ ...BASE, dropout: 0.1 })).toThrow('dropout');
    const ids = new Int32Array(4);
    const tokens = { ids, lengths: Int32Array.of(2, 1), rows: 2, length: 2 };
    expect(() => checkTokens('call', BASE, tokens)).not.toThrow();
    expect(() => checkTokens('call', BASE, { ...tokens, ids: Int32Array.of(0, 1, 2, 30522) })).toThrow('row 1');
    expect(() => checkTokens('call', BASE, { ...tokens, length: 3 })).toThrow('rows · length');
    expect(() => checkTokens('call', BASE, { ...tokens, lengths: Int32Array.of(2, 3) })).toThrow('row 1 has 3 tokens');
  });
});
