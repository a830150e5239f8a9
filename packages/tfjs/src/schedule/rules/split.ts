import type { GraphNode } from '@chainzrule/core';
import type { Rule } from '../rule.ts';

/** Fewest parts that are cut in one call. */
const FEWEST = 3;

/** Slices that do not overlap are cut from their tensor in one call. */
export const split: Rule = (node, { slicesOf }) => {
  if (node.operation.kind !== 'slice') return undefined;
  const { axis } = node.operation;
  const [x] = node.operands as readonly [GraphNode];
  const starts = slicesOf(x, axis).map(
    ({ operation }) => operation as { readonly start: number; readonly length: number },
  );
  const cuts = starts.toSorted((a, b) => a.start - b.start);
  if (cuts.length < FEWEST || cuts.some(({ start }, i) => i > 0 && start < cuts[i - 1]!.start + cuts[i - 1]!.length))
    return undefined;
  const lengths: number[] = [];
  let [end, place] = [0, 0];
  for (const { start, length } of cuts) {
    if (start > end) lengths.push(start - end);
    if (start === node.operation.start) place = lengths.length;
    lengths.push(length);
    end = start + length;
  }
  const rest = x.shape[axis]! - end;
  if (rest > 0) lengths.push(rest);
  return {
    operands: [x],
    emit: (builder, [value]) => builder.split(builder.reshape(value!, x.shape), axis, lengths)[place]!,
  };
};
