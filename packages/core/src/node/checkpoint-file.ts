import { z } from 'zod';
import type { Parameters } from '../contract/parameters.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../model-file/index.ts';
import { readJson } from '../model-file/read-json.ts';
import { parseDocument } from '../spec/parse.ts';
import type { TrainingCheckpoint } from '../training/index.ts';

const FORMAT = 'chainzrule/checkpoint@1';

/** JSON has no word for these, and a checkpoint must give back every figure as it was. */
const SPECIAL: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity };
const figure = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform((word) => SPECIAL[word]!)]);
const epochRecord = z.strictObject({
  epoch: z.int(),
  epochs: z.int(),
  step: z.int(),
  loss: figure,
  task: figure,
  penalty: figure,
  gradientNorm: figure,
  largestGradientNorm: figure,
  lambda: figure,
  learningRate: figure,
  validation: figure.optional(),
  tailRatio: z.strictObject({ layer: figure, input: figure }).optional(),
});
const schema = z.strictObject({
  epoch: z.int().min(0),
  step: z.int().min(0),
  history: z.array(epochRecord),
  lambda: z.number().optional(),
  best: z.strictObject({ epoch: z.int().min(1), step: z.int().min(0), loss: z.number() }).optional(),
});

/** A checkpoint as the bytes of a safetensors file: parameters and moments as F64, the rest as JSON in its metadata. */
export function encodeCheckpoint({ epoch, state, history, lambda, best }: TrainingCheckpoint): Uint8Array<ArrayBuffer> {
  const tensors = new Map([...stateTensors('last', state), ...(best ? stateTensors('best', best.state) : [])]);
  const document = {
    epoch,
    step: state.step,
    history,
    lambda,
    best: best && { epoch: best.epoch, step: best.state.step, loss: best.loss },
  };
  const words = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return encodeSafetensors(tensors, { format: FORMAT, checkpoint: JSON.stringify(document, words) });
}

/** Reads what {@link encodeCheckpoint} wrote. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
export function decodeCheckpoint(bytes: Uint8Array): TrainingCheckpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = Object.hasOwn(metadata, 'checkpoint') ? metadata['checkpoint'] : undefined;
  if (metadata['format'] !== FORMAT || text === undefined)
    fail('INVALID_MODEL_FILE', `the file is no checkpoint: expected is a safetensors file of format "${FORMAT}"`);
  try {
    const { best, step, ...rest } = parseDocument(schema, readJson(text!, 'the checkpoint'), 'the checkpoint');
    return {
      ...rest,
      state: stateOf('last', tensors, step),
      ...(best && { best: { epoch: best.epoch, loss: best.loss, state: stateOf('best', tensors, best.step) } }),
    } as TrainingCheckpoint;
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    return fail('INVALID_MODEL_FILE', error.message, error.details, error);
  }
}

const PARTS = ['parameters', 'first', 'second'] as const;

function stateTensors(name: string, { parameters, moments }: TrainingStateV1): [string, SafeTensor][] {
  const parts = { parameters, ...moments };
  return PARTS.flatMap((part) =>
    Object.entries(parts[part] ?? {}).map(([tensor, values]): [string, SafeTensor] => [
      `${name}/${part}/${tensor}`,
      values,
    ]),
  );
}

function stateOf(name: string, tensors: ReadonlyMap<string, SafeTensor>, step: number): TrainingStateV1 {
  const part = (which: (typeof PARTS)[number]): Parameters => {
    const start = `${name}/${which}/`;
    const own = [...tensors].filter(([key]) => key.startsWith(start));
    return Object.fromEntries(
      own.map(([key, { shape, data }]) => [
        key.slice(start.length),
        { shape: [...shape], data: Float64Array.from(data) },
      ]),
    );
  };
  const second = part('second');
  return {
    parameters: part('parameters'),
    moments: { first: part('first'), ...(Object.keys(second).length > 0 && { second }) },
    step,
  };
}
