import { sizeOf } from '@chainzrule/core';
import type { Rule } from '../schedule/rule.ts';
import { WGSL } from './dialect.ts';
import { fusedBody } from './fused-body.ts';

/**
 * tanh, sigmoid and erf as programs of our own where everything else is the WebGPU backend's operators: those of tfjs 4.22 take tanh as
 * (1 − e⁻²ˣ)/(1 + e⁻²ˣ), which is wrong by 0.1 % at x = 1e-5, and erf as a formula of 1.5e-7.
 */
export const ownFunction: Rule = (node) => {
  const { kind } = node.operation;
  if (kind !== 'tanh' && kind !== 'sigmoid' && kind !== 'erf') return undefined;
  const [operand] = node.operands;
  const body = fusedBody(node, { input: (one) => (one === operand ? 0 : undefined), scalar: () => undefined }, WGSL);
  const size = sizeOf(node.shape);
  return {
    operands: node.operands,
    emit: (builder, [x]) => {
      const result = builder.fused({ ...body, inputs: 1, size, scalars: [] }, [builder.reshape(x!, [size])]);
      return builder.reshape(result, node.shape);
    },
  };
};
