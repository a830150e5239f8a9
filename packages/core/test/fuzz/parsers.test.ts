import fc from 'fast-check';
import { describe, it } from 'vitest';
import { readCsv } from '../../src/csv/index.ts';
import {
  ChainzRuleClassifier,
  decodeModel,
  decodeSafetensors,
  encodeSafetensors,
  parseNetwork,
  parseRecord,
  parseSchedule,
  parseScheduleText,
  Rng,
  type RunRecord,
  tableFromRows,
} from '../../src/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/node/index.ts';
import { quick } from '../estimators/rows.ts';
import { FUZZ_INPUTS, FUZZ_TIMEOUT, fuzz } from '../support/fuzz.ts';
import { damaged, hostile, json } from '../support/hostile.ts';

/** A file with bytes flipped, cut, doubled or with a header of its own. */
function damagedBytes(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const text = new TextDecoder('latin1').decode(bytes);
  const headerEnd = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const flips = fc
    .array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const copy = bytes.slice();
      for (const [at, mask] of changes) copy[at]! ^= mask;
      return copy;
    });
  const cut = fc.nat(bytes.length).map((length) => bytes.slice(0, length));
  const length = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((claimed) => {
    const copy = bytes.slice();
    new DataView(copy.buffer).setBigUint64(0, claimed, true);
    return copy;
  });
  const header = fc
    .oneof(
      json.map((value) => JSON.stringify(value) ?? 'null'),
      fc.tuple(fc.nat(text.length), fc.oneof(hostile, fc.string())).map(([at, piece]) => {
        const own = text.slice(8, headerEnd);
        return own.slice(0, at % own.length) + piece + own.slice((at % own.length) + piece.length);
      }),
    )
    .map((content) => {
      const encoded = new TextEncoder().encode(content);
      const copy = new Uint8Array(8 + encoded.length + bytes.length - headerEnd);
      new DataView(copy.buffer).setBigUint64(0, BigInt(encoded.length), true);
      copy.set(encoded, 8);
      copy.set(bytes.subarray(headerEnd), 8 + encoded.length);
      return copy;
    });
  return fc.oneof(flips, cut, length, header, fc.uint8Array({ maxLength: 200 }));
}

/** A table as text with every kind of trouble. */
const csv = fc
  .record({
    rows: fc.array(
      fc.array(
        fc.oneof(
          hostile,
          fc.string(),
          fc.double().map(String),
          fc.constantFrom('"a""b"', '"x', 'a"b', '?', 'NA', ' 1 '),
        ),
        { maxLength: 5 },
      ),
      { maxLength: 12 },
    ),
    delimiter: fc.constantFrom(',', ';', '\t'),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    mark: fc.boolean(),
  })
  .map(({ rows, delimiter, end, mark }) => (mark ? '\ufeff' : '') + rows.map((row) => row.join(delimiter)).join(end));

const rng = Rng.fromSeed(4);
const X = Array.from({ length: 20 }, () => [rng.normal(), rng.normal()]);
const model = await new ChainzRuleClassifier({ ...quick, epochs: 2, layers: [2] }).fit(
  tableFromRows(X, ['__proto__', 'b']),
  X.map(([a]) => (a! > 0 ? 'constructor' : 'no')),
);
const modelBytes = model.save();
const checkpointBytes = encodeCheckpoint({
  epoch: 1,
  state: { parameters: model.model.parameters, moments: { first: model.model.parameters }, step: 3 },
  history: [...model.history.slice(0, 1)],
});
const network = {
  format: 'chainzrule/network@1',
  inputs: 3,
  layers: [
    { units: 4, activation: { type: 'cubic', coefficients: 'perUnit' } },
    { units: 2, activation: { type: 'relu' } },
  ],
  head: { type: 'ordinal', classes: 4 },
  dreg: { penalty: 'accumulated', reduction: 'sum' },
};
const norms = { ratio: 1, mean: 1, p50: 1, p90: 1, p99: 1, max: 1, edges: [0, 1], counts: [3] };
const record: RunRecord = {
  format: 'chainzrule/record@1',
  data: {
    name: 'a.csv',
    sha256: '0',
    rows: 3,
    columns: ['a', 'b'],
    target: 'b',
    task: 'binary',
    classes: ['x', 'y'],
    synthetic: false,
  },
  protocol: { kind: 'folds', folds: 2, stratified: true, statement: 's' },
  seed: 1,
  networks: [
    {
      name: 'n',
      settings: { lambda: 1 },
      network,
      folds: [],
      summary: { accuracy: { mean: 1, sd: null } },
      pooled: { layerNorms: [1], norms: { layer: norms, input: norms } },
    },
  ],
  environment: { chainzrule: '0', node: 'v20', backend: 'reference', device: 'cpu', startedAt: '', seconds: 1 },
};

describe(`${FUZZ_INPUTS} hostile inputs a parser: taken, or refused by type, within a second and without pollution`, () => {
  it('model files', () => fuzz({ name: 'model', inputs: damagedBytes(modelBytes), parse: decodeModel }), FUZZ_TIMEOUT);
  it(
    'safetensors',
    () =>
      fuzz({
        name: 'safetensors',
        inputs: damagedBytes(
          encodeSafetensors(new Map([['__proto__', { shape: [2, 2], data: new Float32Array(4) }]]), { a: 'b' }),
        ),
        parse: (bytes) => decodeSafetensors(bytes),
      }),
    FUZZ_TIMEOUT,
  );
  it(
    'checkpoints',
    () => fuzz({ name: 'checkpoint', inputs: damagedBytes(checkpointBytes), parse: decodeCheckpoint }),
    FUZZ_TIMEOUT,
  );
  it(
    'CSV',
    () =>
      fuzz({
        name: 'csv',
        inputs: fc.tuple(csv, fc.boolean()),
        parse: ([text, header]) => readCsv(text, { header }),
      }),
    FUZZ_TIMEOUT,
  );
  it(
    'network documents',
    () => fuzz({ name: 'network', inputs: fc.oneof(json, damaged(network)), parse: parseNetwork }),
    FUZZ_TIMEOUT,
  );
  it(
    'records',
    () => fuzz({ name: 'record', inputs: fc.oneof(json, damaged(record)), parse: parseRecord }),
    FUZZ_TIMEOUT,
  );
  it(
    'schedules',
    () =>
      fuzz({
        name: 'schedule',
        inputs: fc.oneof(
          json,
          fc
            .array(
              fc.oneof(
                hostile,
                fc.constantFrom(
                  'geometric',
                  'step',
                  ':',
                  '..',
                  ',',
                  '=',
                  '1e-3',
                  'warmup',
                  'piecewise',
                  '@',
                  '0.5',
                  'controlled',
                  'target',
                ),
              ),
              { maxLength: 9 },
            )
            .map((parts) => parts.join('')),
        ),
        parse: (input) => (typeof input === 'string' ? parseScheduleText(input) : parseSchedule(input as never)),
      }),
    FUZZ_TIMEOUT,
  );
});
