import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../src/index.ts';
import { checkWithPython, pythonOnnxIsThere } from './support/python-onnx.ts';
import { trainedModels } from './support/trained-models.ts';
import { vectors } from './support/vectors.ts';

const models = await trainedModels();

/** Debian's onnx knows files up to IR 8, which are those of opset 17. */
describe.skipIf(!pythonOnnxIsThere())("onnx's own checker", () => {
  it.each(models)('$name: passes, types and shapes inferred strictly', ({ model }) => {
    for (const weights of ['float32', 'float16'] as const) {
      const bytes = exportOnnx(model, { opset: 17, weights, logits: true, norms: true });
      const result = model.preparation.target.task === 'regression' ? 'values' : 'probabilities';
      expect(checkWithPython(bytes)).toBe(`ok 8 ${result}:1 logits:1 layer_norms:1 input_norms:1`);
    }
  });

  it('passes for every activation and head of the golden vectors', () => {
    const seen = new Set<string>();
    for (const { network, parameters } of vectors) {
      const kind = [network.head.type, ...network.layers.map(({ activation }) => activation.type)].join(' ');
      if (seen.has(kind) || seen.size === 12) continue;
      seen.add(kind);
      const bytes = exportOnnx({ network, parameters, preparation: null }, { opset: 17, norms: true });
      expect(checkWithPython(bytes)).toMatch(/^ok 8 /);
    }
    expect(seen.size).toBe(12);
  });

  it('complains about a file that is not whole', () => {
    expect(checkWithPython(exportOnnx(models[0]!.model, { opset: 17 }).subarray(0, 500))).not.toMatch(/^ok/);
  });
});
