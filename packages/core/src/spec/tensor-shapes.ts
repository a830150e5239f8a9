import type { HeadSpec, NetworkSpec } from './network.ts';

/** Columns of the logits: 1 (binary), K (categorical), outputs (regression), K − 1 (ordinal). */
export function logitCount(head: HeadSpec): number {
  switch (head.type) {
    case 'binary':
      return 1;
    case 'categorical':
      return head.classes;
    case 'regression':
      return head.outputs;
    case 'ordinal':
      return head.classes - 1;
  }
}

/** Columns of `head.kernel`: one shared score for ordinal heads, otherwise one per logit. */
export function headColumns(head: HeadSpec): number {
  return head.type === 'ordinal' ? 1 : logitCount(head);
}

/**
 * Every tensor of a network with its shape, in canonical order: `layers.N.kernel` [in, out], `layers.N.bias` [out],
 * `layers.N.coefficients` [4, out] or [4], `head.kernel` [d_L, columns], `head.bias` [logits].
 */
export function tensorShapes(network: NetworkSpec): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  let inputs = network.inputs;
  network.layers.forEach(({ units, activation }, index) => {
    shapes.set(`layers.${index}.kernel`, [inputs, units]);
    shapes.set(`layers.${index}.bias`, [units]);
    if (activation.type === 'cubic') {
      shapes.set(`layers.${index}.coefficients`, activation.coefficients === 'shared' ? [4] : [4, units]);
    }
    inputs = units;
  });
  shapes.set('head.kernel', [inputs, headColumns(network.head)]);
  shapes.set('head.bias', [logitCount(network.head)]);
  return shapes;
}

/** Whether decoupled weight decay applies to this tensor: kernels only. */
export function isDecayed(tensorName: string): boolean {
  return tensorName.endsWith('.kernel');
}
