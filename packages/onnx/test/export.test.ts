import { initialParameters, parseNetwork, prepareFeatures, Rng, tableFromRows } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { describe, expect, it } from 'vitest';
import { exportOnnx, type OnnxExportOptions, type RuntimeName, readOnnx } from '../src/index.ts';
import { exportTolerance } from './support/export-tolerance.ts';
import { inputsOf, runModel, runtimeOf } from './support/run-model.ts';
import { trainedModels } from './support/trained-models.ts';

const models = await trainedModels();
const [binary] = models as [(typeof models)[number]];

function expectWithin(found: Float64Array, expected: Float64Array, tolerance: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  const beyond = [...found.keys()].filter((i) => !(Math.abs(found[i]! - expected[i]!) <= tolerance[i]!));
  expect(beyond.map((i) => [i, found[i], expected[i], tolerance[i]])).toEqual([]);
}

describe.each<RuntimeName>(['node', 'web'])('an exported file on onnxruntime-%s', async (runtime) => {
  const ort = await runtimeOf(runtime);

  describe.each(['float32', 'float16'] as const)('with %s weights', (weights) => {
    it.each(models)('$name: raw rows give what the estimator predicts', async ({ model, rows }) => {
      const { expected, tolerance } = await exportTolerance(model, rows, weights);
      // A tolerance that let everything through would prove nothing.
      const size = expected.reduce((sum, value) => sum + Math.abs(value), 0);
      expect(tolerance.reduce((sum, value) => sum + value, 0) / size).toBeLessThan(weights === 'float32' ? 1e-3 : 0.3);
      for (const opset of [17, 21] as const) {
        const bytes = exportOnnx(model, { weights, opset });
        const outputs = await runModel(ort, bytes, inputsOf(ort, model.preparation, rows));
        const [[name, found]] = Object.entries(outputs) as [[string, { data: Float64Array; dims: number[] }]];
        expect(Object.keys(outputs)).toHaveLength(1);
        expect(name).toBe(model.preparation.target.task === 'regression' ? 'values' : 'probabilities');
        expect(found.dims).toEqual([rows.length, expected.length / rows.length]);
        expectWithin(found.data, expected, tolerance);
      }
    });
  });

  it.each(models)('$name: logits and derivative norms on request', async ({ model, rows }) => {
    const bytes = exportOnnx(model, { logits: true, norms: true });
    const outputs = await runModel(ort, bytes, inputsOf(ort, model.preparation, rows));
    const x = prepareFeatures(model.preparation, tableFromRows(rows));
    await using program = await createReferenceBackend().compile(model.network, model.parameters);
    const logits = await program.forward(x);
    const norms = await program.derivativeNorms(x);
    const pairs = [
      ['logits', logits.data, [rows.length, logits.cols]],
      ['layer_norms', norms.layer, [rows.length]],
      ['input_norms', norms.input, [rows.length]],
    ] as const;
    for (const [name, expected, dims] of pairs) {
      expect(outputs[name]!.dims).toEqual(dims);
      const largest = Math.max(...expected.map(Math.abs));
      expectWithin(
        outputs[name]!.data,
        Float64Array.from(expected),
        expected.map(() => 1e-5 * largest),
      );
    }
  });

  it('takes any number of rows', async () => {
    const bytes = exportOnnx(binary.model, { norms: true });
    for (const count of [0, 1, 7]) {
      const outputs = await runModel(ort, bytes, inputsOf(ort, binary.model.preparation, binary.rows.slice(0, count)));
      expect(outputs['probabilities']!.dims).toEqual([count, 2]);
      expect(outputs['input_norms']!.dims).toEqual([count]);
    }
  });

  it('without a preparation takes prepared rows', async () => {
    const { network, parameters, preparation } = binary.model;
    const x = prepareFeatures(preparation, tableFromRows(binary.rows));
    const tensor = new ort.Tensor('float32', Float32Array.from(x.data), [x.rows, x.cols]);
    const bytes = exportOnnx({ network, parameters, preparation: null });
    const { expected, tolerance } = await exportTolerance(binary.model, binary.rows, 'float32');
    const { probabilities } = await runModel(ort, bytes, { x: tensor });
    expectWithin(probabilities!.data, expected, tolerance);
  });
});

describe('reading an exported file back', () => {
  const options: OnnxExportOptions[] = [{}, { weights: 'float16' }, { opset: 17, logits: true }, { norms: true }];

  it.each(models)('$name: exports to the same bytes again, and the same model gives the same bytes', ({ model }) => {
    for (const chosen of options) {
      const bytes = exportOnnx(model, chosen);
      expect(Buffer.compare(exportOnnx(model, chosen), bytes)).toBe(0);
      const file = readOnnx(bytes);
      expect(file.network).toEqual(model.network);
      expect(file.preparation).toEqual(model.preparation);
      expect(file.training).toEqual(model.training);
      expect(Buffer.compare(exportOnnx(file, file.options), bytes)).toBe(0);
    }
  });

  it('rounds parameters once, to the format they are stored in', () => {
    const { model } = binary;
    const single = readOnnx(exportOnnx(model)).parameters['layers.0.kernel']!.data;
    expect(single).toEqual(Float64Array.from(model.parameters['layers.0.kernel']!.data, Math.fround));
    const half = readOnnx(exportOnnx(model, { weights: 'float16' })).parameters['layers.0.kernel']!.data;
    half.forEach((value, index) => {
      const exact = model.parameters['layers.0.kernel']!.data[index]!;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(2 ** -11 * Math.abs(exact) + 2 ** -25);
    });
  });
});

describe('what cannot be exported', () => {
  const { model } = binary;
  const kernel = model.parameters['layers.0.kernel']!;
  const withKernel = (data: Float64Array): typeof model => ({
    ...model,
    parameters: { ...model.parameters, 'layers.0.kernel': { ...kernel, data } },
  });

  it.each([
    ['a missing tensor', () => exportOnnx({ ...model, parameters: {} }), 'SHAPE_MISMATCH', 'is missing'],
    ['NaN', () => exportOnnx(withKernel(kernel.data.map(() => Number.NaN) as Float64Array)), 'NON_FINITE_INPUT', 'NaN'],
    [
      'a number beyond float16',
      () => exportOnnx(withKernel(kernel.data.map(() => 70_000) as Float64Array), { weights: 'float16' }),
      'INVALID_ARGUMENT',
      'float32',
    ],
    ['another opset', () => exportOnnx(model, { opset: 13 as 17 }), 'UNSUPPORTED', '17 and 21'],
    ['other weights', () => exportOnnx(model, { weights: 'int8' as 'float16' }), 'INVALID_ARGUMENT', 'float16'],
    ['norms of another type', () => exportOnnx(model, { norms: 1 as never }), 'INVALID_ARGUMENT', 'norms'],
    [
      'a preparation of another network',
      () => exportOnnx({ ...model, network: parseNetwork({ ...model.network, inputs: 3 }), parameters: initial(3) }),
      'SHAPE_MISMATCH',
      'features',
    ],
    [
      'a scale that float32 cannot hold',
      () =>
        exportOnnx({
          ...model,
          preparation: {
            ...model.preparation,
            columns: model.preparation.columns.map((column) =>
              column.type === 'numeric' ? { ...column, scale: 1e-60 } : column,
            ),
          },
        }),
      'INVALID_ARGUMENT',
      '1e-60',
    ],
  ])('%s', (_, make, code, text) => {
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });

  function initial(inputs: number): (typeof model)['parameters'] {
    return initialParameters(parseNetwork({ ...model.network, inputs }), Rng.fromSeed(1));
  }
});
