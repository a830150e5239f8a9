import fc from 'fast-check';
import { it } from 'vitest';
import { FUZZ_TIMEOUT, fuzz } from '../../core/test/support/fuzz.ts';
import { damaged, hostile, json } from '../../core/test/support/hostile.ts';
import { exportOnnx, readOnnx } from '../src/index.ts';
import { decodeMessage, encodeMessage, type ModelProto, modelSchema } from '../src/proto/index.ts';
import { trainedModels } from './support/trained-models.ts';

const [{ model }] = (await trainedModels()) as [Awaited<ReturnType<typeof trainedModels>>[number]];
const bytes = exportOnnx(model);
const proto = decodeMessage<ModelProto>(modelSchema, bytes);

const flipped = fc
  .array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 })
  .map((changes) => {
    const copy = bytes.slice();
    for (const [at, mask] of changes) copy[at]! ^= mask;
    return copy;
  });
const cut = fc.nat(bytes.length).map((length) => bytes.slice(0, length));
/** Bytes of a message's wire format in front of, within or behind the file: tags, lengths of gigabytes, nested messages. */
const spliced = fc
  .tuple(fc.nat(bytes.length), fc.nat(8), fc.uint8Array({ maxLength: 12 }))
  .map(([at, removed, piece]) =>
    Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at + removed)]),
  );

/** One of the file's documents damaged as a document, the rest of the file whole. */
const documents = fc.constantFrom(...proto.metadataProps).chain(({ key, value }) =>
  fc
    .oneof(
      damagedText(value),
      json.map((other) => JSON.stringify(other) ?? 'null'),
      hostile,
    )
    .map((text) =>
      rewritten({
        metadataProps: proto.metadataProps.map((entry) => (entry.key === key ? { key, value: text } : entry)),
      }),
    ),
);

/** A tensor whose shape, type, name or bytes are others. */
const tensors = fc
  .record({
    index: fc.nat(proto.graph!.initializers.length - 1),
    dims: fc.option(fc.array(fc.constantFrom(0, 1, -1, 2 ** 31, 2 ** 53 - 1, 3), { maxLength: 5 }), { nil: undefined }),
    dataType: fc.option(fc.integer({ min: -1, max: 20 }), { nil: undefined }),
    name: fc.option(hostile, { nil: undefined }),
    raw: fc.option(fc.uint8Array({ maxLength: 64 }), { nil: undefined }),
  })
  .map(({ index, ...changes }) => {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const initializers = proto.graph!.initializers.map((tensor, at) =>
      at === index ? { ...tensor, ...given } : tensor,
    );
    return rewritten({ graph: { ...proto.graph!, initializers } });
  });

function damagedText(value: string): fc.Arbitrary<string> {
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    return hostile;
  }
  return damaged(document).map((other) => JSON.stringify(other) ?? 'null');
}

function rewritten(changes: Partial<ModelProto>): Uint8Array {
  return encodeMessage<ModelProto>(modelSchema, { ...proto, ...changes });
}

it(
  'ONNX files of strangers are read, or refused by type',
  () =>
    fuzz({
      name: 'onnx',
      inputs: fc.oneof(flipped, cut, spliced, documents, tensors, fc.uint8Array({ maxLength: 200 })),
      parse: readOnnx,
    }),
  FUZZ_TIMEOUT,
);
