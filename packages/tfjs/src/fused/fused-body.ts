import { type BinaryName, type GraphNode, type Shape, sizeOf, type UnaryName } from '@chainzrule/core';
import { BINARY, type Dialect, UNARY } from './dialect.ts';

/** Where the values come from that a program does not compute itself. */
export interface Sources {
  /** The position among the program's inputs of a value that is on the device, or undefined for one to be computed in place. */
  input(node: GraphNode): number | undefined;
  /** The position among the program's scalars of a number of the host. */
  scalar(node: GraphNode): number | undefined;
}

/** Statements that compute the element `index` of a value, and the name that holds it. */
export interface FusedBody {
  readonly statements: string;
  readonly result: string;
}

/** Writes the computation of one element of a value, everything between it and its sources in place. */
export function fusedBody(node: GraphNode, sources: Sources, dialect: Dialect): FusedBody {
  const writer = new BodyWriter(sources, dialect);
  const result = writer.element(node, 'index', true);
  return { statements: writer.lines.join('\n'), result };
}

class BodyWriter {
  readonly lines: string[] = [];
  readonly #sources: Sources;
  readonly #dialect: Dialect;
  /** Names bound so far, by what they hold; one map for each block that is open. */
  readonly #scopes: Map<string, string>[] = [new Map()];
  #count = 0;

  constructor(sources: Sources, dialect: Dialect) {
    this.#sources = sources;
    this.#dialect = dialect;
  }

  /** `own`: the value is the program's result, so that it is computed although it will be on the device. */
  element(node: GraphNode, index: string, own = false): string {
    const scalar = this.#sources.scalar(node);
    if (scalar !== undefined) return this.#dialect.scalar(scalar);
    const { operation } = node;
    if (operation.kind === 'constant' && operation.values.length === 1) return literal(operation.values[0]!);
    const input = own ? undefined : this.#sources.input(node);
    return this.#once(`${node.id} ${index}`, () => {
      if (input !== undefined) return this.#float(this.#dialect.element(input, index));
      return this.#compute(node, index);
    });
  }

  #compute(node: GraphNode, index: string): string {
    const { operation, operands, shape } = node;
    const [a, b] = operands as readonly [GraphNode, GraphNode];
    switch (operation.kind) {
      case 'reshape':
        return this.element(a, index);
      case 'slice':
        return this.element(a, this.#sliced(a.shape, operation.axis, operation.start, operation.length, index));
      case 'concat':
        return this.#joined(node, operation.axis, index);
      case 'sum':
      case 'max':
        return this.#reduced(a, operation.axis, operation.kind, index);
      case 'matmul':
        return this.#product(node, operation.transposeA, operation.transposeB, index);
      case 'input':
      case 'constant':
      case 'gather':
        throw new TypeError(`${operation.kind} is not computed in place`);
      default: {
        const left = this.element(a, this.#broadcast(shape, a.shape, index));
        if (b === undefined) return this.#float(`${UNARY[operation.kind as UnaryName]}(${left})`);
        const right = this.element(b, this.#broadcast(shape, b.shape, index));
        const kind = operation.kind as BinaryName;
        return this.#float(kind === 'greater' ? this.#dialect.greater(left, right) : BINARY[kind](left, right));
      }
    }
  }

  #reduced(x: GraphNode, axis: number, kind: 'sum' | 'max', index: string): string {
    const [length, inner] = [x.shape[axis]!, sizeOf(x.shape.slice(axis + 1))];
    const outer = inner === 1 ? index : this.#int(`${index} / ${inner}`);
    const start =
      inner === 1 ? `${outer} * ${length}` : `${outer} * ${length * inner} + (${index} - ${outer} * ${inner})`;
    const first = this.#int(start);
    return this.#accumulate(length, kind === 'sum' ? '0.0' : '-3.4e38', (k, total) => {
      const value = this.element(x, this.#int(`${first} + ${k} * ${inner}`));
      return kind === 'sum' ? `${total} + ${value}` : `max(${total}, ${value})`;
    });
  }

  #product({ operands, shape }: GraphNode, transposeA: boolean, transposeB: boolean, index: string): string {
    const [a, b] = operands as readonly [GraphNode, GraphNode];
    const [m, n] = shape as readonly [number, number];
    const inner = a.shape[transposeA ? 0 : 1]!;
    const row = this.#int(`${index} / ${n}`);
    const column = this.#int(`${index} - ${row} * ${n}`);
    return this.#accumulate(inner, '0.0', (k, total) => {
      const left = this.element(a, this.#int(transposeA ? `${k} * ${m} + ${row}` : `${row} * ${inner} + ${k}`));
      const right = this.element(b, this.#int(transposeB ? `${column} * ${inner} + ${k}` : `${k} * ${n} + ${column}`));
      return `${total} + ${left} * ${right}`;
    });
  }

  #accumulate(length: number, start: string, next: (k: string, total: string) => string): string {
    const total = this.#name('t');
    const k = this.#name('k');
    this.lines.push(this.#dialect.variable(total, start), this.#dialect.loop(k, length));
    this.#block(() => {
      const value = next(k, total);
      this.lines.push(`${total} = ${value};`);
    });
    this.lines.push('}');
    return total;
  }

  /** The part that an element lies in decides how it is computed. */
  #joined({ operands, shape }: GraphNode, axis: number, index: string): string {
    const inner = sizeOf(shape.slice(axis + 1));
    const whole = shape[axis]! * inner;
    const outer = sizeOf(shape.slice(0, axis)) === 1 ? undefined : this.#int(`${index} / ${whole}`);
    const place = outer === undefined ? index : this.#int(`${index} - ${outer} * ${whole}`);
    const result = this.#name('t');
    this.lines.push(this.#dialect.variable(result, '0.0'));
    let end = 0;
    operands.forEach((part, position) => {
      const [start, size] = [end, part.shape[axis]! * inner];
      end += size;
      const isLast = position === operands.length - 1;
      this.lines.push(isLast ? '{' : `if (${place} < ${end}) {`);
      this.#block(() => {
        const own = outer === undefined ? `${place} - ${start}` : `${outer} * ${size} + ${place} - ${start}`;
        const value = this.element(part, this.#int(own));
        this.lines.push(`${result} = ${value};`);
      });
      this.lines.push(isLast ? '}' : '} else');
    });
    return result;
  }

  #sliced(shape: Shape, axis: number, start: number, length: number, index: string): string {
    const inner = sizeOf(shape.slice(axis + 1));
    if (sizeOf(shape.slice(0, axis)) === 1) return start === 0 ? index : this.#int(`${index} + ${start * inner}`);
    const [whole, part] = [shape[axis]! * inner, length * inner];
    const outer = this.#int(`${index} / ${part}`);
    return this.#int(`${outer} * ${whole} + ${start * inner} + (${index} - ${outer} * ${part})`);
  }

  /** Where an operand's element lies that belongs to element `index` of the result. */
  #broadcast(shape: Shape, operand: Shape, index: string): string {
    const size = sizeOf(operand);
    if (size === 1) return '0';
    if (size === sizeOf(shape)) return index;
    const terms: string[] = [];
    let [stride, own] = [1, 1];
    for (let axis = shape.length - 1, at = operand.length - 1; axis >= 0; axis--, at--) {
      const [length, there] = [shape[axis]!, operand[at] ?? 1];
      if (there !== 1) terms.push(`${scaledDown(index, stride)} % ${length}${own === 1 ? '' : ` * ${own}`}`);
      stride *= length;
      own *= there;
    }
    return this.#int(terms.map((term) => `(${term})`).join(' + '));
  }

  #int(value: string): string {
    if (/^\w+$/.test(value)) return value;
    return this.#once(`int ${value}`, () => {
      const name = this.#name('i');
      this.lines.push(this.#dialect.int(name, value));
      return name;
    });
  }

  #float(value: string): string {
    const name = this.#name('v');
    this.lines.push(this.#dialect.float(name, value));
    return name;
  }

  #name(letter: string): string {
    return `${letter}_${this.#count++}`;
  }

  #once(key: string, make: () => string): string {
    for (const scope of this.#scopes) {
      const known = scope.get(key);
      if (known !== undefined) return known;
    }
    const name = make();
    this.#scopes.at(-1)!.set(key, name);
    return name;
  }

  #block(write: () => void): void {
    this.#scopes.push(new Map());
    write();
    this.#scopes.pop();
  }
}

function scaledDown(index: string, stride: number): string {
  return stride === 1 ? index : `(${index} / ${stride})`;
}

/** A number as both languages read it. */
function literal(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text)
    ? text.includes('e') && !text.includes('.')
      ? text.replace('e', '.0e')
      : text
    : `${text}.0`;
}
