import type { GraphNode, Shape } from '@chainzrule/core';
import { hostValue } from './host-scalars.ts';
import {
  type Attributes,
  type ConstantValue,
  FUSED,
  type FusedProgram,
  type KernelCall,
  type ScalarValue,
  type Schedule,
} from './schedule.ts';

/** A value of a schedule with the shape that it has on the device. */
export interface Value {
  readonly id: number;
  readonly shape: Shape;
}

/** Writes a schedule call by call; equal calls on equal values become one. */
export class ScheduleBuilder {
  readonly #calls: Omit<KernelCall, 'lastUses'>[] = [];
  readonly #constants: ConstantValue[] = [];
  readonly #scalars: ScalarValue[] = [];
  readonly #known = new Map<string, Value>();
  readonly #splits = new Map<string, readonly Value[]>();
  /** How to have a number of the host under another shape. */
  readonly #otherShapes = new Map<number, (shape: Shape) => Value>();
  readonly #inputCount: number;
  #count: number;

  constructor(inputCount: number) {
    this.#inputCount = inputCount;
    this.#count = inputCount;
  }

  /** A call of a kernel; `shape`: that of its result. */
  call(
    kernel: string,
    inputs: Readonly<Record<string, Value>> | readonly Value[],
    attributes: Attributes,
    shape: Shape,
  ): Value {
    const ids = Array.isArray(inputs)
      ? (inputs as readonly Value[]).map(({ id }) => id)
      : Object.fromEntries(Object.entries(inputs as Record<string, Value>).map(([name, { id }]) => [name, id]));
    const key = JSON.stringify([kernel, ids, attributes]);
    return this.#once(key, shape, (id) => {
      this.#calls.push({ kernel, inputs: ids, attributes, outputs: [id] });
    });
  }

  /** Consecutive parts of a tensor along one axis, by one call. */
  split(x: Value, axis: number, lengths: readonly number[]): readonly Value[] {
    const key = `split ${x.id} ${axis} ${lengths}`;
    const known = this.#splits.get(key);
    if (known !== undefined) return known;
    const parts = lengths.map((length) => ({ id: this.#count++, shape: x.shape.with(axis, length) }));
    const outputs = parts.map(({ id }) => id);
    this.#calls.push({
      kernel: 'SplitV',
      inputs: { x: x.id },
      attributes: { numOrSizeSplits: lengths, axis },
      outputs,
    });
    this.#splits.set(key, parts);
    return parts;
  }

  /** A program of our own, [size]. */
  fused(program: FusedProgram, inputs: readonly Value[]): Value {
    const value = { id: this.#count++, shape: [program.size] };
    this.#calls.push({
      kernel: FUSED,
      inputs: inputs.map(({ id }) => id),
      attributes: {},
      outputs: [value.id],
      program,
    });
    return value;
  }

  constant(values: ArrayLike<number>, shape: Shape): Value {
    return this.#once(JSON.stringify([Array.from(values), shape]), shape, (id) => {
      this.#constants.push({ value: id, data: Float32Array.from(values), shape });
      this.#otherShapes.set(id, (other) => this.constant(values, other));
    });
  }

  /** A single number that the host computes anew for each step. */
  hostScalar(node: GraphNode, shape: Shape): Value {
    return this.#once(`host ${node.id} ${shape}`, shape, (id) => {
      this.#scalars.push({ value: id, shape, compute: (row) => hostValue(node, row) });
      this.#otherShapes.set(id, (other) => this.hostScalar(node, other));
    });
  }

  /** The same elements under another shape. */
  reshape(value: Value, shape: Shape): Value {
    if (sameShape(value.shape, shape)) return value;
    return this.#otherShapes.get(value.id)?.(shape) ?? this.call('Reshape', { x: value }, { shape }, shape);
  }

  /** Without dimensions of length 1 in front: kernels broadcast fastest like that. */
  withoutLeadingOnes(value: Value): Value {
    return this.reshape(value, dropLeadingOnes(value.shape));
  }

  finish(outputs: readonly Value[]): Schedule {
    const made = new Set(this.#calls.flatMap((call) => call.outputs));
    const taken = new Set<number>();
    const own = outputs.map((value) => {
      const fresh = made.has(value.id) && !taken.has(value.id);
      // What is an input, a constant or an output already becomes a tensor of its own on the same data.
      const id = fresh ? value.id : this.#view(value);
      taken.add(id);
      return id;
    });
    const lastCall = new Map<number, number>();
    this.#calls.forEach((call, index) => {
      for (const id of idsOf(call)) lastCall.set(id, index);
    });
    const kept = new Set([...own, ...[...this.#constants, ...this.#scalars].map(({ value }) => value)]);
    const calls = this.#calls.map((call, index): KernelCall => {
      const lastUses = [...idsOf(call)].filter(
        (id) => id >= this.#inputCount && lastCall.get(id) === index && !kept.has(id),
      );
      return { ...call, lastUses };
    });
    return {
      inputCount: this.#inputCount,
      valueCount: this.#count,
      constants: this.#constants,
      scalars: this.#scalars,
      calls,
      outputs: own,
    };
  }

  #once(key: string, shape: Shape, make: (id: number) => void): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = { id: this.#count++, shape };
    this.#known.set(key, value);
    make(value.id);
    return value;
  }

  #view(value: Value): number {
    const id = this.#count++;
    this.#calls.push({ kernel: 'Reshape', inputs: { x: value.id }, attributes: { shape: value.shape }, outputs: [id] });
    return id;
  }
}

function idsOf({ inputs, outputs }: Omit<KernelCall, 'lastUses'>): ReadonlySet<number> {
  return new Set([...Object.values(inputs), ...outputs]);
}

/** [1, 1, d] → [d]; [1, 1] → []. */
export function dropLeadingOnes(shape: Shape): Shape {
  const first = shape.findIndex((length) => length !== 1);
  return first < 0 ? [] : shape.slice(first);
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
