import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChainzRuleError } from '../../src/errors/chainzrule-error.ts';
import {
  decodeModel,
  decodeSafetensors,
  encodeModel,
  encodeSafetensors,
  type ModelFile,
  type SafeTensor,
} from '../../src/model-file/index.ts';
import { networkArbitrary } from '../support/network-arbitrary.ts';
import { randomParameters } from '../support/networks.ts';
import { model } from './models.ts';

const bytes = encodeModel(model);
const { tensors, metadata } = decodeSafetensors(bytes);

/** The file with some of its content replaced. */
function changed(
  newMetadata: Record<string, string | undefined>,
  newTensors: Record<string, SafeTensor | undefined> = {},
): () => ModelFile {
  const kept = Object.entries({ ...metadata, ...newMetadata }).filter(([, text]) => text !== undefined);
  const both = Object.entries({ ...Object.fromEntries(tensors), ...newTensors }).filter(([, tensor]) => tensor);
  const file = encodeSafetensors(
    new Map(both as [string, SafeTensor][]),
    Object.fromEntries(kept) as Record<string, string>,
  );
  return () => decodeModel(file);
}
const invalid = (words: string) =>
  expect.objectContaining({ code: 'INVALID_MODEL_FILE', message: expect.stringContaining(words) });

describe('a model file', () => {
  it('is read back as it was, and written again as the same bytes', () => {
    const decoded = decodeModel(bytes);
    expect(decoded).toEqual(model);
    expect(Object.keys(decoded.parameters)).toEqual(Object.keys(model.parameters));
    expect(encodeModel(decoded)).toEqual(bytes);
  });

  it('is the same for every network, with the parameters to the last bit', () => {
    fc.assert(
      fc.property(networkArbitrary, fc.nat(1e6), fc.boolean(), (network, seed, cut) => {
        const bare = { network, parameters: randomParameters(network, seed), preparation: null, training: {} };
        const file = encodeModel(bare);
        const decoded = decodeModel(file);
        expect(decoded).toEqual(
          JSON.parse(JSON.stringify(bare), (key, value) =>
            key === 'data' ? Float64Array.from(Object.values(value)) : value,
          ),
        );
        expect(encodeModel(decoded)).toEqual(file);
        if (cut) expect(() => decodeModel(file.slice(0, file.length - 1 - (seed % file.length)))).toThrow(invalid(''));
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('keeps its documents as JSON with sorted keys', () => {
    expect(Object.keys(metadata)).toEqual(['format', 'network', 'preparation', 'training']);
    expect(metadata['format']).toBe('chainzrule/model@1');
    expect(metadata['training']).toBe('{"lambda":0.1,"losses":[0.7,0.5],"nested":{"a":true,"b":null},"seed":7}');
  });

  it('takes parameters in float32', () => {
    const bias = { shape: [1], data: Float32Array.of(0.1) };
    expect(changed({}, { 'head.bias': bias })().parameters['head.bias']!.data).toEqual(
      Float64Array.of(Math.fround(0.1)),
    );
  });

  it('refuses or reads, and never crashes, when bytes flip', () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = bytes.slice();
        for (const [at, mask] of changes) damaged[at]! ^= mask;
        try {
          decodeModel(damaged);
        } catch (error) {
          expect(ChainzRuleError.isInstance(error) && error.code).toBe('INVALID_MODEL_FILE');
        }
      }),
      { numRuns: 3000, seed: 4 },
    );
  });
});

describe('decodeModel refuses', () => {
  it('files of other tools and of newer versions, saying so', () => {
    expect(changed({ format: 'pt' })).toThrow(
      invalid('another tool: its metadata says format "pt" and it holds 8 tensors'),
    );
    expect(changed({ format: undefined })).toThrow(invalid('expected is a model written by chainzrule'));
    expect(changed({ format: 'chainzrule/model@2' })).toThrow(invalid('a newer version wrote it; update this package'));
    expect(changed({ format: 'chainzrule/model@0' })).toThrow(invalid('no such version'));
  });

  it('documents that are missing or wrong', () => {
    expect(changed({ network: undefined })).toThrow(invalid('no "network"'));
    expect(changed({ network: '{' })).toThrow(invalid('"network" of the model file is not valid JSON'));
    expect(changed({ network: '{"format":"chainzrule/network@1"}' })).toThrow(invalid('inputs: found undefined'));
    expect(changed({ training: '[]' })).toThrow(invalid('"training" of the model file is an array of 0'));
    expect(changed({ preparation: '{"format":"other"}' })).toThrow(invalid('format: found "other"'));
    const columns = metadata['preparation']!.replace('"indicator":true', '"indicator":false');
    expect(changed({ preparation: columns })).toThrow(invalid('the preparation makes 3 columns, the network takes 4'));
  });

  it('tensors that are missing, unknown, misshapen or not finite, by name', () => {
    const bias = (...values: number[]) => ({
      'head.bias': { shape: [values.length], data: Float64Array.from(values) },
    });
    expect(changed({}, { 'head.bias': undefined })).toThrow(invalid('missing: head.bias'));
    expect(changed({}, { extra: { shape: [0], data: new Float64Array(0) } })).toThrow(
      invalid('1 tensors its network does not have: "extra"'),
    );
    expect(changed({}, bias(1, 2))).toThrow(invalid('"head.bias" is [2]'));
    expect(changed({}, bias(Number.NaN))).toThrow(invalid('"head.bias" holds NaN'));
  });
});

describe('encodeModel refuses', () => {
  const given = (change: object) => () => encodeModel({ ...model, ...change });

  it('parts that do not fit together', () => {
    const { 'head.bias': _, ...fewer } = model.parameters;
    expect(given({ parameters: fewer })).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH', message: expect.stringContaining('missing: head.bias') }),
    );
    const nan = { ...model.parameters, 'head.bias': { shape: [1], data: Float64Array.of(Number.NaN) } };
    expect(given({ parameters: nan })).toThrow(expect.objectContaining({ code: 'NON_FINITE_INPUT' }));
    expect(given({ network: {} })).toThrow(expect.objectContaining({ code: 'INVALID_SPEC' }));
    expect(given({ preparation: { ...model.preparation, columns: model.preparation!.columns.slice(1) } })).toThrow(
      'makes 2 columns, the network takes 4',
    );
    expect(() => encodeModel(undefined as unknown as ModelFile)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('a training summary that is not plain JSON, by its path', () => {
    expect(given({ training: [] })).toThrow('training is an array of 0');
    expect(given({ training: { loss: [1, Number.NaN] } })).toThrow('training.loss[1] is NaN');
    expect(given({ training: { at: new Date(0) } })).toThrow('training.at is');
    expect(given({ training: { curve: new Float64Array(2) } })).toThrow('training.curve is a Float64Array');
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(given({ training: loop })).toThrow('nested more than 64 deep');
  });
});
