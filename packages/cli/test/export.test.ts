import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOnnx } from '@chainzrule/onnx';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

let folder = '';
let model = '';

beforeAll(async () => {
  folder = newFolder();
  model = join(folder, 'model.safetensors');
  const quick = ['--epochs', '20', '--layers', '8', '--folds', '3', '--seed', '7'];
  const { code, stdout } = await run('train', fileOf(smallTable()), '--target', 'kind', '--out', folder, ...quick);
  expect(code).toBe(0);
  expect(stdout).toContain('model.onnx');
});

describe('chainzrule export', () => {
  it('writes the file that train left beside the model, and says what it takes and gives', async () => {
    const out = join(folder, 'exported.onnx');
    const { code, stdout } = await run('export', model, '--to', 'onnx', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/wrote .*exported\.onnx: \d+ bytes, opset 21, float32 weights/);
    expect(stdout).toContain('takes  numeric float32 [rows, 2], NaN = missing: size, weight');
    expect(stdout).toContain('gives  probabilities float32 [rows, classes]: large, small');
    expect(Buffer.compare(readFileSync(out), readFileSync(join(folder, 'model.onnx')))).toBe(0);
  });

  it('gives what predict gives, on raw rows with a missing cell', async () => {
    const session = await ort.InferenceSession.create(join(folder, 'model.onnx'));
    const numeric = new ort.Tensor('float32', Float32Array.of(5.5, 3, 0.5, 2, Number.NaN, 4), [3, 2]);
    const { probabilities } = await session.run({ numeric });
    const { stdout } = await run('predict', model, fileOf('size,weight\n5.5,3\n0.5,2\n,4\n'));
    const printed = stdout.trim().split('\n').slice(1);
    const expected = printed.flatMap((line) => line.split(',').slice(1).map(Number));
    expect(expected).toHaveLength(6);
    expected.forEach((value, index) => {
      expect((probabilities!.data as Float32Array)[index]).toBeCloseTo(value, 5);
    });
  });

  it('writes float16 weights, an older opset and more outputs on request', async () => {
    const out = join(folder, 'small.onnx');
    const options = ['--weights', 'float16', '--opset', '17', '--logits', '--norms'];
    const { code, stdout } = await run('export', model, '--out', out, ...options);
    expect(code).toBe(0);
    expect(stdout).toContain('layer_norms');
    const found = readOnnx(readFileSync(out)).options;
    expect(found).toEqual({ weights: 'float16', opset: 17, logits: true, norms: true });
  });

  it.each([
    [['--out', 'x.onnx', '--to', 'tflite'], 2, '--to tflite: allowed is onnx'],
    [[], 2, '--out is missing'],
    [['--out', 'x.onnx', '--opset', '13'], 2, 'allowed is 17, 21'],
    [['--out', '/nowhere/at/all/model.onnx'], 1, '/nowhere/at/all/model.onnx'],
  ])('with %j ends with code %i and says why', async (options, code, text) => {
    const { stderr, ...ended } = await run('export', model, ...options);
    expect(ended.code).toBe(code);
    expect(stderr).toContain(text);
  });

  it('of what is no model file says so', async () => {
    const { code, stderr } = await run('export', fileOf('a,b\n1,2\n'), '--out', join(folder, 'x.onnx'));
    expect([code, stderr.includes('safetensors')]).toEqual([1, true]);
  });
});
