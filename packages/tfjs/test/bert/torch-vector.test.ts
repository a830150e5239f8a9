import { readFileSync } from 'node:fs';
import { type BertSpec, type EncoderLambdas, type EncoderModel, parseNetwork, type SafeTensor } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../core/test/support/closeness.ts';
import { createTfjsEncoder } from '../../src/bert/index.ts';
import { ADAMW } from './training.ts';

type Listed = Readonly<Record<string, { readonly shape: number[]; readonly data: number[] }>>;

interface TorchVector {
  readonly spec: BertSpec;
  readonly units: number;
  readonly classes: number;
  readonly lambdas: EncoderLambdas;
  readonly length: number;
  readonly lengths: readonly number[];
  readonly weights: readonly number[];
  readonly y: readonly number[];
  readonly ids: readonly number[];
  readonly tensors: Listed;
  readonly expected: Readonly<Record<'loss' | 'task' | 'penalty' | 'encoderPenalty', number>> & {
    readonly hidden: readonly number[];
    readonly logits: readonly number[];
    readonly gradients: Listed;
  };
}

/** float32 against float64: a share of each tensor's largest element. */
const RELATIVE = 2e-5;

const path = new URL('torch-vector.json', import.meta.url);
const vector = JSON.parse(readFileSync(path, 'utf8')) as TorchVector;

describe.each(['cpu', 'wasm'] as const)(
  "tfjs-%s against PyTorch's transformer layers and automatic differentiation",
  (device) => {
    it('has the same hidden states, logits, losses and gradients', async () => {
      const { spec, units, classes, expected } = vector;
      const tensors = new Map(
        Object.entries(vector.tensors).map(([name, { shape, data }]): [string, SafeTensor] => [
          name,
          { shape, data: Float64Array.from(data) },
        ]),
      );
      const network = parseNetwork({
        format: 'chainzrule/network@1',
        inputs: spec.hidden,
        layers: [{ units, activation: { type: 'cubic', coefficients: 'perUnit' } }],
        head: { type: 'categorical', classes },
        dreg: { penalty: 'local', reduction: 'sum' },
      });
      const model: EncoderModel = { encoder: spec, network, tensors };
      await using encoder = await createTfjsEncoder({ device });
      await using program = await encoder.compile(model, { optimizer: ADAMW, frozen: 0, penalty: 'local' });
      const batch = {
        ids: Int32Array.from(vector.ids),
        lengths: Int32Array.from(vector.lengths),
        rows: vector.lengths.length,
        length: vector.length,
        y: Float64Array.from(vector.y),
        weights: Float64Array.from(vector.weights),
      };
      expectClose((await program.forward(batch)).data, expected.logits, 'logits', RELATIVE);
      const hidden = (await program.encode(batch)).data;
      batch.lengths.forEach((tokens, row) => {
        const from = row * vector.length * spec.hidden;
        const to = from + tokens * spec.hidden;
        expectClose(hidden.subarray(from, to), expected.hidden.slice(from, to), `hidden states ${row}`, RELATIVE);
      });
      const { gradients, ...losses } = await program.evaluate(batch, vector.lambdas);
      for (const name of ['loss', 'task', 'penalty', 'encoderPenalty'] as const)
        expectClose([losses[name]], [expected[name]], name, RELATIVE);
      const largest = Math.max(...Object.values(expected.gradients).flatMap(({ data }) => data.map(Math.abs)));
      for (const [name, { data }] of Object.entries(expected.gradients)) {
        // A key's bias moves all scores of a row alike, which the softmax does not see: its gradient is zero but for rounding.
        if (name.endsWith('key.bias'))
          for (const value of gradients.get(name)!.data) expect(Math.abs(value)).toBeLessThan(1e-6 * largest);
        else expectClose(gradients.get(name)!.data, data, name, RELATIVE);
      }
    });
  },
);
