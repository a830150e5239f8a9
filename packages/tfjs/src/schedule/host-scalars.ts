import { type BinaryName, type GraphNode, sizeOf, type UnaryName } from '@chainzrule/core';

/**
 * The input [1, count] whose numbers the host knows before each step. Single numbers that depend on nothing else are computed there, in
 * float64, instead of by a kernel each.
 */
export interface HostScalars {
  /** Which input of the function. */
  readonly input: number;
}

const binaries: Readonly<Record<BinaryName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => (a > b ? 1 : 0),
};

const unaries: Readonly<Partial<Record<UnaryName, (a: number) => number>>> = {
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
};

/** Whether a node is a single number that follows from the host's numbers alone. */
export function isHost(node: GraphNode, scalars: HostScalars): boolean {
  const { operation, operands, shape } = node;
  if (sizeOf(shape) !== 1) return false;
  if (operation.kind === 'slice') {
    const [row] = operands as readonly [GraphNode];
    return row.operation.kind === 'input' && row.operation.position === scalars.input;
  }
  if (!(operation.kind in binaries || operation.kind in unaries || operation.kind === 'reshape')) return false;
  const varying = operands.filter(({ operation: { kind } }) => kind !== 'constant');
  return varying.length > 0 && varying.every((operand) => isHost(operand, scalars));
}

/** The number that a node of the host stands for; `row`: the step's numbers. */
export function hostValue({ operation, operands }: GraphNode, row: Float64Array): number {
  switch (operation.kind) {
    case 'slice':
      return row[operation.start]!;
    case 'constant':
      return operation.values[0]!;
    case 'reshape':
      return hostValue(operands[0]!, row);
    default: {
      const [a, b] = operands.map((operand) => hostValue(operand, row)) as [number, number | undefined];
      return b === undefined ? unaries[operation.kind as UnaryName]!(a) : binaries[operation.kind as BinaryName](a, b);
    }
  }
}
