import type { Shape } from '../contract/tensor-ops.ts';
import { type Graph, type GraphNode, sizeOf } from '../trace/node.ts';
import { sameUpdate, slotsOfUpdate } from './update.ts';

/** State tensors whose updates are one formula, kept end to end as one vector [1, size]. */
export interface StateVector {
  /** Positions among the function's state, in the order of the vector. */
  readonly slots: readonly number[];
  /** Where each starts. */
  readonly offsets: readonly number[];
  readonly size: number;
}

/** How a function's state is carried: some tensors packed into vectors, the others (`single`) as they are. */
export interface StateLayout {
  readonly vectors: readonly StateVector[];
  readonly single: readonly number[];
}

/** State tensors updated together: a parameter with its moments. */
type Family = readonly number[];

/**
 * Finds which state tensors can be updated as one. Tensors of more than `largest` elements stay by themselves: they fill an
 * operator, so that packing would only copy them.
 */
export function stateLayout(graph: Graph, stateCount: number, largest: number): StateLayout {
  const outputs = graph.outputs.slice(0, stateCount);
  const shapes = outputs.map(({ shape }) => shape);
  const packable = families(outputs, stateCount).filter((family) => isUniform(family, shapes, largest));
  const groups: Family[][] = [];
  // The largest first: a tensor of one element cannot be told from a single number, so it must not be the model.
  for (const family of packable.toSorted((a, b) => sizeOf(shapes[b[0]!]!) - sizeOf(shapes[a[0]!]!))) {
    const group = groups.find(([first]) => sameFamily(first!, family, outputs, stateCount));
    if (group === undefined) groups.push([family]);
    else group.push(family);
  }
  const packed = groups.filter((group) => group.length > 1);
  const vectors = packed.flatMap((group) =>
    group[0]!.map((_, member) => vectorOf(group.map((family) => family[member]!).sort(byNumber), shapes)),
  );
  const inVectors = new Set(vectors.flatMap(({ slots }) => slots));
  return { vectors, single: outputs.map((_, slot) => slot).filter((slot) => !inVectors.has(slot)) };
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function families(outputs: readonly GraphNode[], stateCount: number): Family[] {
  const parent = outputs.map((_, slot) => slot);
  const find = (slot: number): number => (parent[slot] === slot ? slot : find(parent[slot]!));
  outputs.forEach((output, slot) => {
    for (const other of slotsOfUpdate(output, stateCount)) parent[find(other)] = find(slot);
  });
  const members = new Map<number, number[]>();
  outputs.forEach((_, slot) => {
    const root = find(slot);
    members.set(root, [...(members.get(root) ?? []), slot]);
  });
  return [...members.values()];
}

function isUniform(family: Family, shapes: readonly Shape[], largest: number): boolean {
  const size = sizeOf(shapes[family[0]!]!);
  return size <= largest && family.every((slot) => sizeOf(shapes[slot]!) === size);
}

function sameFamily(a: Family, b: Family, outputs: readonly GraphNode[], stateCount: number): boolean {
  return (
    a.length === b.length && a.every((slot, member) => sameUpdate(outputs[slot]!, outputs[b[member]!]!, stateCount))
  );
}

function vectorOf(slots: readonly number[], shapes: readonly Shape[]): StateVector {
  const offsets: number[] = [];
  let size = 0;
  for (const slot of slots) {
    offsets.push(size);
    size += sizeOf(shapes[slot]!);
  }
  return { slots, offsets, size };
}
