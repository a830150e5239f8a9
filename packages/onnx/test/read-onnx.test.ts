import { ChainzRuleError } from '@chainzrule/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportOnnx, readOnnx } from '../src/index.ts';
import { decodeMessage, encodeMessage, type ModelProto, modelSchema } from '../src/proto/index.ts';
import { trainedModels } from './support/trained-models.ts';

const [{ model }] = (await trainedModels()) as [Awaited<ReturnType<typeof trainedModels>>[number]];
const bytes = exportOnnx(model);

/** The error of reading, which must be one of ours. */
function refusal(content: Uint8Array): ChainzRuleError {
  try {
    readOnnx(content);
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('the file was read');
}

/** The file with something changed, written again. */
function changed(change: (proto: ModelProto) => Partial<ModelProto>): Uint8Array {
  const proto = decodeMessage<ModelProto>(modelSchema, bytes);
  return encodeMessage<ModelProto>(modelSchema, { ...proto, ...change(proto) });
}

const withMetadata = (key: string, value: string | undefined): Uint8Array =>
  changed(({ metadataProps }) => ({
    metadataProps: metadataProps.flatMap((entry) =>
      entry.key !== key ? [entry] : value === undefined ? [] : [{ key, value }],
    ),
  }));

describe('a damaged file', () => {
  it(`cut short at every one of its ${bytes.length} bytes is a typed error, quickly`, () => {
    const start = performance.now();
    for (let length = 0; length < bytes.length; length++) {
      const { code, message } = refusal(bytes.subarray(0, length));
      expect([code, length]).toEqual(['INVALID_MODEL_FILE', length]);
      expect(message.length).toBeLessThan(600);
    }
    expect(performance.now() - start).toBeLessThan(60_000);
  });

  it('with any bytes changed is read or is a typed error', () => {
    const place = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    const spots = fc.array(place, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(spots, (list) => {
        const content = Uint8Array.from(bytes);
        for (const [index, value] of list) content[index] = value;
        try {
          readOnnx(content);
        } catch (error) {
          if (!ChainzRuleError.isInstance(error)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of random bytes is a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        expect(['INVALID_MODEL_FILE', 'UNSUPPORTED']).toContain(refusal(content).code);
      }),
      { numRuns: 1000 },
    );
  });

  it('that announces gigabytes is refused before they are allocated', () => {
    // Field 7 (the graph), then a length of 4 GiB − 1.
    const claim = Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3);
    const before = process.memoryUsage().rss;
    expect(refusal(claim).code).toBe('INVALID_MODEL_FILE');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  it('of messages nested without end is refused', () => {
    // graph { node { attribute { graph { … } } } }: fields 7, then 1, 5, 6 over and over.
    let content = new Uint8Array(0);
    const wrap = (field: number): void => {
      const length = content.length;
      const head = [(field << 3) | 2, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14];
      content = Uint8Array.from([...head, ...content]);
    };
    for (let depth = 0; depth < 500; depth++) for (const field of [6, 5, 1]) wrap(field);
    wrap(7);
    expect(refusal(content).message).toContain('deep');
  });

  it.each([
    ['a metadata document is missing', withMetadata('network', undefined), 'network'],
    ['a metadata document is no JSON', withMetadata('network', '{'), 'JSON'],
    ['the network is another document', withMetadata('network', '{"format":"x"}'), 'format'],
    ['the network is far too large', withMetadata('network', hugeNetwork()), 'hold together'],
    ['the preparation is of other columns', withMetadata('preparation', '{}'), 'preparation'],
    ['the training is no object', withMetadata('training', '[]'), 'training'],
    ['the export options are none', withMetadata('export', 'null'), 'options are null'],
    ['the opset is a name of every object', withMetadata('export', '{"opset":"constructor"}'), 'constructor'],
    [
      'the opset is an object that has no text',
      withMetadata('export', '{"opset":{"toString":1,"valueOf":1}}'),
      'opset',
    ],
    ['a tensor is missing', changed(({ graph }) => ({ graph: { ...graph!, initializers: [] } })), 'missing'],
    [
      'a tensor has another shape',
      changed(({ graph }) => ({
        graph: { ...graph!, initializers: graph!.initializers.map((tensor) => ({ ...tensor, dims: [1, 2, 3] })) },
      })),
      '1,2,3',
    ],
    [
      'a tensor holds NaN',
      changed(({ graph }) => ({
        graph: {
          ...graph!,
          initializers: graph!.initializers.map((tensor) => ({ ...tensor, raw: tensor.raw?.map(() => 255) })),
        },
      })),
      'finite',
    ],
  ])('where %s says so', (_, content, text) => {
    const { code, message } = refusal(content);
    expect(code).toBe('INVALID_MODEL_FILE');
    expect(message).toContain(text);
  });

  function hugeNetwork(): string {
    const { layers, ...rest } = model.network;
    return JSON.stringify({ ...rest, layers: [{ ...layers[0]!, units: 1e12 }] });
  }
});

describe('a file that is whole', () => {
  it('but of another tool is refused by name', () => {
    const foreign = changed(() => ({ producerName: 'pytorch', metadataProps: [] }));
    expect(refusal(foreign)).toMatchObject({
      code: 'INVALID_MODEL_FILE',
      message: expect.stringContaining('"pytorch"'),
      details: { producer: 'pytorch' },
    });
  });

  it('but of a later format asks for an update', () => {
    expect(refusal(withMetadata('format', 'chainzrule/model@9')).message).toContain('update');
  });

  it.each([
    ['', 22],
    ['ai.onnx', 9],
  ])('but in opset %s %i names those that are read', (domain, version) => {
    const other = changed(() => ({ opsetImport: [{ domain, version }] }));
    expect(refusal(other)).toMatchObject({ code: 'UNSUPPORTED', details: { opset: version } });
    expect(refusal(other).message).toContain('17 and 21');
  });

  it('is taken from a view into a larger buffer, and from nothing but bytes', () => {
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    expect(readOnnx(larger.subarray(7, 7 + bytes.length)).network).toEqual(model.network);
    for (const other of [null, 'model.onnx', bytes.buffer, {}])
      expect(() => readOnnx(other as Uint8Array)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
