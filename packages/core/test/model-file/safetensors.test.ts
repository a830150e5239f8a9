import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChainzRuleError } from '../../src/errors/chainzrule-error.ts';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../../src/model-file/index.ts';
import { fileOf } from './models.ts';

const tensors = new Map<string, SafeTensor>([
  ['b', { shape: [2], data: Float32Array.of(1.5, -2) }],
  ['z', { shape: [1, 2], data: Float64Array.of(Math.PI, -0) }],
  ['a', { shape: [], data: Float64Array.of(3) }],
  ['none', { shape: [0, 4], data: new Float64Array(0) }],
]);
const bytes = encodeSafetensors(tensors, { tool: 'test', about: 'ü "quoted"' });

function refusal(file: Uint8Array): ChainzRuleError {
  try {
    decodeSafetensors(file);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    expect(error.code).toBe('INVALID_MODEL_FILE');
    expect(error.message.length).toBeLessThan(600);
    return error;
  }
  throw new Error('it was read');
}

/** A header of one tensor with a field replaced. */
const header = (fields: object): string =>
  JSON.stringify({ t: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } });

describe('encodeSafetensors', () => {
  it('writes exactly the bytes of the format: length, padded JSON, F64 before F32, little-endian', () => {
    const file = encodeSafetensors(
      new Map([
        ['f', { shape: [1], data: Float32Array.of(1) }],
        ['d', { shape: [1], data: Float64Array.of(-2) }],
      ]),
      { k: 'v' },
    );
    const text =
      '{"__metadata__":{"k":"v"},"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"f":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}';
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
    expect([...file]).toEqual([...fileOf(padded, [0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0x80, 0x3f])]);
    expect(padded.length % 8).toBe(0);
  });

  it('gives the same bytes for the same content in another order', () => {
    const shuffled = encodeSafetensors(new Map([...tensors].reverse()), { about: 'ü "quoted"', tool: 'test' });
    expect(shuffled).toEqual(bytes);
  });

  it('refuses what the format cannot hold', () => {
    const given =
      (name: string, tensor: unknown, metadata = {}) =>
      () =>
        encodeSafetensors(new Map([[name, tensor as SafeTensor]]), metadata);
    const fine = { shape: [1], data: Float64Array.of(1) };
    expect(given('t', { shape: [2], data: Float64Array.of(1) })).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
    expect(given('t', { shape: [1], data: [1] })).toThrow('tensor "t" holds an array of 1');
    expect(given('t', undefined)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(given('__metadata__', fine)).toThrow('"__metadata__" cannot name a tensor');
    expect(given('t', fine, { k: 1 })).toThrow('metadata "k" is 1');
  });
});

describe('decodeSafetensors', () => {
  it('reads back what was written, bit for bit, at any alignment', () => {
    const shifted = new Uint8Array(bytes.length + 3).fill(9);
    shifted.set(bytes, 3);
    for (const file of [bytes, shifted.subarray(3)]) {
      const decoded = decodeSafetensors(file);
      expect(decoded.metadata).toEqual({ tool: 'test', about: 'ü "quoted"' });
      expect(new Map([...decoded.tensors].sort())).toEqual(new Map([...tensors].sort()));
      expect(Object.is(decoded.tensors.get('z')!.data[1], -0)).toBe(true);
    }
  });

  it('round-trips any names, texts and numbers', () => {
    const tensor = fc.oneof(fc.float64Array(), fc.float32Array()).map((data) => ({ shape: [data.length], data }));
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'toString', '1'));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key }),
        fc.dictionary(name, fc.string({ unit: 'binary' })),
        (entries, metadata) => {
          const file = encodeSafetensors(new Map(entries), metadata);
          const decoded = decodeSafetensors(file);
          expect(new Map([...decoded.tensors].sort())).toEqual(new Map([...entries].sort()));
          expect(Object.entries(decoded.metadata).sort()).toEqual(Object.entries(metadata).sort());
          expect(encodeSafetensors(decoded.tensors, decoded.metadata)).toEqual(file);
        },
      ),
      { seed: 1 },
    );
  });

  it('widens F16 and BF16 exactly', () => {
    const half = fileOf(
      '{"h":{"dtype":"F16","shape":[7],"data_offsets":[0,14]}}',
      [0, 0x3c, 0, 0xc0, 0xff, 0x7b, 1, 0, 0, 0x7c, 0, 0x80, 0x55, 0x35],
    );
    expect(decodeSafetensors(half).tensors.get('h')!.data).toEqual(
      Float32Array.of(1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, -0, 0.333251953125),
    );
    const brain = fileOf(
      '{"b":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}}',
      [0x80, 0x3f, 0x49, 0xc0, 0x80, 0xff],
    );
    expect(decodeSafetensors(brain).tensors.get('b')!.data).toEqual(
      Float32Array.of(1, -3.140625, Number.NEGATIVE_INFINITY),
    );
  });

  it('refuses the file cut at every byte', () => {
    for (let length = 0; length < bytes.length; length++) refusal(bytes.slice(0, length));
  });

  it('refuses or reads, and never crashes, when bytes flip', () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = bytes.slice();
        for (const [at, mask] of changes) damaged[at]! ^= mask;
        try {
          decodeSafetensors(damaged);
        } catch (error) {
          expect(ChainzRuleError.isInstance(error) && error.code).toBe('INVALID_MODEL_FILE');
        }
      }),
      { numRuns: 5000, seed: 2 },
    );
  });

  it.each<[string, Uint8Array, string]>([
    ['a header of 2⁶³ bytes', fileOf('{}', [], 2n ** 63n), 'claims a header of 9223372036854775808 bytes'],
    ['a header longer than the file', fileOf('{}', [], 99n), 'cut short'],
    ['no JSON', fileOf('{nonsense}'), 'a key in quotes'],
    ['no object', fileOf('[1]'), 'does not begin with "{"'],
    ['bad UTF-8', fileOf('{"\u00e9":1}').map((byte) => (byte === 0xc3 ? 0xff : byte)), 'not UTF-8'],
    ['nesting', fileOf(`{"t":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), 'nesting is deeper'],
    ['a key twice', fileOf('{"a":{},"a":{}}'), 'the key "a" stands twice'],
    ['an escaped key twice', fileOf('{"a":{},"\\u0061":{}}'), 'stands twice'],
    ['something after the header', fileOf('{} x'), 'something follows'],
    ['a number beyond float64', fileOf('{"t":1e999}'), 'larger than float64'],
    ['an open text', fileOf('{"t'), 'not closed'],
    ['a control character', fileOf('{"t\n":1}'), 'JSON does not allow'],
    ['a tensor that is a number', fileOf('{"t":1}'), 'tensor "t" is 1'],
    ['an unknown dtype', fileOf(header({ dtype: 'I64' })), 'dtype "I64"; this reader takes F64, F32, F16, BF16'],
    ['a dtype of the prototype', fileOf(header({ dtype: 'constructor' })), 'dtype "constructor"'],
    ['a negative dimension', fileOf(header({ shape: [-2] }), new Uint8Array(8)), 'has shape an array of 1'],
    ['a shape that overflows', fileOf(header({ shape: [2 ** 40, 2 ** 40] })), 'of a size that can exist'],
    ['a shape that its range does not hold', fileOf(header({ shape: [3] }), new Uint8Array(8)), 'takes 8 bytes'],
    ['terabytes claimed', fileOf(header({ shape: [2 ** 42], data_offsets: [0, 2 ** 44] })), 'cut short or damaged'],
    ['offsets turned round', fileOf(header({ data_offsets: [8, 0] })), 'data_offsets'],
    ['three offsets', fileOf(header({ data_offsets: [0, 8, 8] })), 'data_offsets'],
    ['a gap at the start', fileOf(header({ data_offsets: [4, 12] }), new Uint8Array(12)), 'leaves a gap'],
    ['bytes after the last tensor', fileOf(header({}), new Uint8Array(9)), '1 bytes follow'],
    ['an unknown field', fileOf(header({ code: 'x' }), new Uint8Array(8)), 'a field "code"'],
    ['metadata that is not text', fileOf('{"__metadata__":{"a":1}}'), '__metadata__ "a" is 1'],
    ['metadata that is no object', fileOf('{"__metadata__":[]}'), '__metadata__ is'],
  ])('refuses %s', (_, file, words) => {
    expect(refusal(file).message).toContain(words);
  });

  it('refuses tensors that overlap', () => {
    const one = { dtype: 'F32', shape: [2] };
    const file = fileOf(
      JSON.stringify({ a: { ...one, data_offsets: [0, 8] }, b: { ...one, data_offsets: [4, 12] } }),
      new Uint8Array(12),
    );
    expect(refusal(file).message).toContain('tensor "b" starts at byte 4 and overlaps');
  });

  it('takes __proto__ as a name like any other', () => {
    const file = fileOf(
      '{"__metadata__":{"__proto__":"x"},"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      [0, 0, 0x80, 0x3f],
    );
    const { tensors, metadata } = decodeSafetensors(file);
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(Object.keys(metadata)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
    expect(refusal(fileOf('{"t":{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}}')).message).toContain(
      'a field "__proto__"',
    );
  });

  it('refuses what is not a Uint8Array', () => {
    expect(() => decodeSafetensors('x' as unknown as Uint8Array)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
