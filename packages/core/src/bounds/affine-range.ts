import type { Tensor } from '../contract/parameters.ts';
import type { Box } from './box.ts';
import { roundingOf } from './rounding.ts';

/**
 * A box that holds x W + b for every x in `box`, W [in, out], rounded outwards. A bias longer than the kernel is wide (an
 * ordinal head's) shares its one column.
 */
export function affineRange(box: Box, kernel: Tensor, bias: Tensor): Box {
  const [inputs, columns] = kernel.shape as readonly [number, number];
  const units = bias.data.length;
  const lower = new Float64Array(columns);
  const upper = new Float64Array(columns);
  const magnitude = new Float64Array(columns);
  for (let i = 0; i < inputs; i++) {
    const [low, high] = [box.lower[i]!, box.upper[i]!];
    const reach = Math.max(Math.abs(low), Math.abs(high));
    for (let j = 0; j < columns; j++) {
      const weight = kernel.data[i * columns + j]!;
      // A zero weight must not meet an infinite end.
      if (weight === 0) continue;
      lower[j]! += weight * (weight > 0 ? low : high);
      upper[j]! += weight * (weight > 0 ? high : low);
      magnitude[j]! += Math.abs(weight) * reach;
    }
  }
  const range = { lower: new Float64Array(units), upper: new Float64Array(units) };
  for (let j = 0; j < units; j++) {
    const column = columns === units ? j : 0;
    const size = magnitude[column]! + Math.abs(bias.data[j]!);
    // Below this no partial sum overflows, so both ends are finite and the room covers their rounding.
    const finite = size < Number.MAX_VALUE / 2;
    const room = roundingOf(inputs) * size + (inputs + 2) * Number.MIN_VALUE;
    range.lower[j] = finite ? lower[column]! + bias.data[j]! - room : Number.NEGATIVE_INFINITY;
    range.upper[j] = finite ? upper[column]! + bias.data[j]! + room : Number.POSITIVE_INFINITY;
  }
  return range;
}
