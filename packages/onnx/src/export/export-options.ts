import { describeValue, fail } from '@chainzrule/core';
import { IR_OF_OPSET, type Opset } from '../graph/index.ts';

/** How a model is written as ONNX. */
export interface OnnxExportOptions {
  /** 21 (IR 10, the default) or 17 (IR 8) for older runtimes; both give the same numbers. */
  readonly opset?: Opset | undefined;
  /** How parameters are stored; they are computed with in float32 either way. float16 halves the file. */
  readonly weights?: 'float32' | 'float16' | undefined;
  /** Whether the logits are an output too. */
  readonly logits?: boolean | undefined;
  /** Whether the derivative norms of every row, whose tail ratio is τ, are outputs too. */
  readonly norms?: boolean | undefined;
}

/** Options with nothing left open. */
export type ResolvedExportOptions = {
  readonly [Name in keyof OnnxExportOptions]-?: NonNullable<OnnxExportOptions[Name]>;
};

/** Fills in the defaults. @throws ChainzRuleError `UNSUPPORTED` for another opset, `INVALID_ARGUMENT`. */
export function resolveOptions(options: OnnxExportOptions = {}): ResolvedExportOptions {
  if (typeof options !== 'object' || options === null)
    fail('INVALID_ARGUMENT', `exportOnnx: the options are ${describeValue(options)}; they must be an object`);
  const { opset = 21, weights = 'float32', logits = false, norms = false } = options;
  if (typeof opset !== 'number' || !Object.hasOwn(IR_OF_OPSET, opset))
    fail(
      'UNSUPPORTED',
      `exportOnnx: opset is ${describeValue(opset)}; those written are ${Object.keys(IR_OF_OPSET).join(' and ')}`,
    );
  if (weights !== 'float32' && weights !== 'float16')
    fail('INVALID_ARGUMENT', `exportOnnx: weights is ${describeValue(weights)}; it must be "float32" or "float16"`);
  for (const [name, value] of Object.entries({ logits, norms }))
    if (typeof value !== 'boolean')
      fail('INVALID_ARGUMENT', `exportOnnx: ${name} is ${describeValue(value)}; it must be true or false`);
  return { opset, weights, logits, norms };
}
