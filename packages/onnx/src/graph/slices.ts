import type { GraphNode } from '@chainzrule/core';
import type { GraphBuilder, ValueName } from './graph-builder.ts';

interface Piece {
  readonly start: number;
  readonly length: number;
  readonly node?: GraphNode;
}

/**
 * Writes all slices of one value along one axis at once: as one Split where they do not overlap, since it reads the value once.
 * Enters each into `names`.
 */
export function emitSlices(
  builder: GraphBuilder,
  slices: readonly GraphNode[],
  parent: ValueName,
  names: Map<GraphNode, ValueName>,
  valuesPerNode: number,
): void {
  const pieces = slices.map(pieceOf).sort((a, b) => a.start - b.start);
  const { axis, extent } = along(slices[0]!);
  const tiles = pieces.length > 1 ? tile(pieces, extent) : undefined;
  if (tiles === undefined || tiles.length > valuesPerNode) {
    for (const { start, length, node } of pieces) {
      const range = [[start], [start + length], [axis]].map((values) => builder.int64(values));
      names.set(node!, builder.node('Slice', [parent, ...range]));
    }
    return;
  }
  const lengths = builder.int64(tiles.map(({ length }) => length));
  const outputs = builder.nodes('Split', [parent, lengths], tiles.length, { axis });
  tiles.forEach(({ node }, index) => {
    if (node !== undefined) names.set(node, outputs[index]!);
  });
}

/** The pieces in order with the gaps between them, or undefined where two overlap. */
function tile(pieces: readonly Piece[], extent: number): Piece[] | undefined {
  const tiles: Piece[] = [];
  let end = 0;
  for (const piece of pieces) {
    if (piece.start < end) return undefined;
    if (piece.start > end) tiles.push({ start: end, length: piece.start - end });
    tiles.push(piece);
    end = piece.start + piece.length;
  }
  if (end < extent) tiles.push({ start: end, length: extent - end });
  return tiles;
}

function pieceOf(node: GraphNode): Piece {
  if (node.operation.kind !== 'slice') throw new TypeError('not a slice');
  return { start: node.operation.start, length: node.operation.length, node };
}

function along(node: GraphNode): { readonly axis: number; readonly extent: number } {
  if (node.operation.kind !== 'slice') throw new TypeError('not a slice');
  return { axis: node.operation.axis, extent: node.operands[0]!.shape[node.operation.axis]! };
}
