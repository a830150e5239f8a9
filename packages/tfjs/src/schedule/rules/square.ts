import type { Rule } from '../rule.ts';

/** x · x as one kernel of one operand. */
export const square: Rule = ({ operation, operands }) => {
  const [a, b] = operands;
  if (operation.kind !== 'multiply' || a === undefined || a !== b) return undefined;
  return { operands: [a], emit: (builder, [x]) => builder.call('Square', { x: x! }, {}, x!.shape) };
};
