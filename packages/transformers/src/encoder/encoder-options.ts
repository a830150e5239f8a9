import { describeValue, fail } from '@chainzrule/core';
import type { EncoderDevice, EncoderDtype, Pooling } from './sentence-encoder.ts';

/** How {@link createEncoder} makes an encoder. */
export interface EncoderOptions {
  /** `mean` when absent; `cls` needs a network. */
  readonly pooling?: Pooling | undefined;
  /** Which weights; `fp32` when absent. */
  readonly dtype?: EncoderDtype | undefined;
  /** The CPU when absent (`cpu` in Node, `wasm` in a browser). */
  readonly device?: EncoderDevice | undefined;
  /** Branch, tag or commit of a model on the hub; `main` when absent. */
  readonly revision?: string | undefined;
  /** Tokens of a text that count; what the encoder takes when absent. */
  readonly maxTokens?: number | undefined;
}

const POOLINGS: readonly Pooling[] = ['mean', 'cls'];
const DTYPES: readonly EncoderDtype[] = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'];
const DEVICES: readonly EncoderDevice[] = ['cpu', 'wasm', 'webgpu', 'cuda', 'dml', 'coreml', 'webnn'];
const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** The device that needs no graphics card. */
export const CPU: EncoderDevice = inNode ? 'cpu' : 'wasm';

/** Options with their defaults. @throws ChainzRuleError `INVALID_ARGUMENT`. */
export function resolveEncoderOptions(options: EncoderOptions): {
  readonly pooling: Pooling;
  readonly dtype: EncoderDtype;
  readonly device: EncoderDevice;
  readonly revision: string;
  readonly maxTokens: number | undefined;
} {
  const { pooling = 'mean', dtype = 'fp32', device = CPU, revision = 'main', maxTokens } = options;
  oneOf('pooling', POOLINGS, pooling);
  oneOf('dtype', DTYPES, dtype);
  oneOf('device', DEVICES, device);
  if (typeof revision !== 'string' || revision === '')
    fail('INVALID_ARGUMENT', `revision is ${describeValue(revision)}; allowed: a branch, tag or commit`);
  if (maxTokens !== undefined && !(Number.isSafeInteger(maxTokens) && maxTokens >= 3))
    fail('INVALID_ARGUMENT', `maxTokens is ${describeValue(maxTokens)}; allowed: a whole number from 3`);
  return { pooling, dtype, device, revision, maxTokens };
}

function oneOf(name: string, allowed: readonly string[], value: unknown): void {
  if (allowed.includes(value as string)) return;
  fail('INVALID_ARGUMENT', `${name} is ${describeValue(value)}; allowed: ${allowed.join(', ')}`);
}
