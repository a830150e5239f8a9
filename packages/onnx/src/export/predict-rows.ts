import type { HeadSpec, Preparation } from '@chainzrule/core';
import type { GraphBuilder, ValueName } from '../graph/index.ts';
import { ROWS } from './prepare-rows.ts';

/** Writes what the logits mean: the output `probabilities` [rows, classes], or `values` [rows, outputs] of a regression. */
export function predictRows(
  builder: GraphBuilder,
  head: HeadSpec,
  logits: ValueName,
  target: Preparation['target'] | undefined,
): void {
  if (head.type === 'regression') {
    const values = target?.task === 'regression' ? inOwnUnits(builder, logits, target) : logits;
    builder.output('values', values, 'float32', [ROWS, head.outputs], 'The predictions, in the units of the target.');
    return;
  }
  const classes = head.type === 'binary' ? 2 : head.classes;
  const names = target !== undefined && target.task !== 'regression' ? target.classes : undefined;
  const text = names === undefined ? 'Columns are class indices.' : `Columns: ${names.join(', ')}`;
  const probabilities = probabilitiesOf(builder, head, logits);
  builder.output('probabilities', probabilities, 'float32', [ROWS, classes], text);
}

function inOwnUnits(
  builder: GraphBuilder,
  logits: ValueName,
  { mean, scale }: { mean: number; scale: number },
): ValueName {
  const scaled = builder.node('Mul', [logits, builder.float32([scale], [], 'target scale')]);
  return builder.node('Add', [scaled, builder.float32([mean], [], 'target mean')]);
}

/** Writes the probabilities of the classes, [rows, classes]. */
export function probabilitiesOf(
  builder: GraphBuilder,
  head: Exclude<HeadSpec, { type: 'regression' }>,
  logits: ValueName,
): ValueName {
  switch (head.type) {
    case 'binary': {
      const opposite = builder.node('Neg', [logits]);
      return sigmoid(builder, builder.node('Concat', [opposite, logits], { axis: 1 }));
    }
    case 'categorical':
      return builder.node('Softmax', [logits], { axis: 1 });
    case 'ordinal':
      return ordinal(builder, logits, head.classes);
  }
}

/**
 * P(y = k) = P(y > k − 1) − P(y > k) over the logits sorted descending, each difference taken on the side where it loses no digits.
 */
function ordinal(builder: GraphBuilder, logits: ValueName, classes: number): ValueName {
  const [sorted] = builder.nodes('TopK', [logits, builder.int64([classes - 1])], 2, { axis: 1 }, 'sorted') as [
    ValueName,
  ];
  const padded = (pads: readonly number[], value: number): ValueName =>
    builder.node('Pad', [sorted, builder.int64(pads), builder.float32([value], [], 'edge')]);
  const above = padded([0, 1, 0, 0], Number.POSITIVE_INFINITY);
  const below = padded([0, 0, 0, 1], Number.NEGATIVE_INFINITY);
  const zero = builder.float32([0], []);
  const bothPositive = builder.node('And', [
    builder.node('Greater', [above, zero]),
    builder.node('Greater', [below, zero]),
  ]);
  const opposite = (value: ValueName): ValueName => sigmoid(builder, builder.node('Neg', [value]));
  const upper = builder.node('Sub', [opposite(below), opposite(above)]);
  const lower = builder.node('Sub', [sigmoid(builder, above), sigmoid(builder, below)]);
  return builder.node('Max', [builder.node('Where', [bothPositive, upper, lower]), zero]);
}

/** 1 / (1 + e^−a): ONNX Runtime's own Sigmoid has no relative accuracy in its lower tail. */
function sigmoid(builder: GraphBuilder, a: ValueName): ValueName {
  const exponential = builder.node('Exp', [builder.node('Neg', [a])]);
  return builder.node('Reciprocal', [builder.node('Add', [exponential, builder.float32([1], [])])], {}, 'sigmoid');
}
