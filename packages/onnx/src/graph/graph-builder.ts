import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  DATA_TYPE,
  type DataType,
  type DimensionProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../proto/index.ts';
import type { Opset } from './model.ts';
import { float16Tensor, float32Tensor, int64Tensor, stringTensor } from './tensor-proto.ts';

/** A value of a graph, by the name it has there. */
export type ValueName = string;

/** Dimensions of an input or output: a text names one that is known when the model runs. */
export type Dims = readonly (number | string)[];

/** What an attribute of a node can be; plain numbers are integers. */
export type AttributeValue =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | TensorProto
  | GraphProto
  | { readonly float: number };

/** The domain of ONNX's operators for classical models, part of every full runtime. */
export const ML_DOMAIN = 'ai.onnx.ml';

/** Operators used from {@link ML_DOMAIN}. */
const ML_OPERATORS: ReadonlySet<string> = new Set(['LabelEncoder']);

/** Writes an ONNX graph node by node. Names are unique over a graph and the bodies in it. */
export class GraphBuilder {
  readonly #name: string;
  readonly #taken: Set<string>;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #constants = new Map<string, ValueName>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  /** Outputs of this graph's own nodes that are not outputs of the graph yet. */
  readonly #made = new Set<ValueName>();

  /** The version of ONNX's operators that the graph is written in. */
  readonly opset: Opset;

  constructor(name: string, opset: Opset, taken: Set<string> = new Set()) {
    this.#name = name;
    this.opset = opset;
    this.#taken = taken;
  }

  /** A graph inside this one, for a Scan or a Loop: it may use this graph's values. */
  body(name: string): GraphBuilder {
    return new GraphBuilder(name, this.opset, this.#taken);
  }

  /** Declares an input. */
  input(name: string, type: DataType, dims: Dims, docString = ''): ValueName {
    const unique = this.#unique(name);
    this.#inputs.push(valueInfo(unique, type, dims, docString));
    return unique;
  }

  /** Makes a value an output under a name of its own. */
  output(name: string, value: ValueName, type: DataType, dims: Dims, docString = ''): ValueName {
    const unique = this.#unique(name);
    this.#nodes.push(nodeProto('Identity', [value], [unique], {}));
    this.#outputs.push(valueInfo(unique, type, dims, docString));
    return unique;
  }

  /** Makes a value an output under the name it has, without a copy where that can be. Returns the output's name. */
  result(value: ValueName, type: DataType, dims: Dims): ValueName {
    const made = this.#made.has(value);
    const name = made ? value : this.node('Identity', [value], {}, 'result');
    this.#made.delete(name);
    this.#outputs.push(valueInfo(name, type, dims, ''));
    return name;
  }

  /** A float32 constant; equal constants become one. */
  float32(values: ArrayLike<number>, dims: readonly number[], name = 'constant'): ValueName {
    const key = `float32 ${dims.join(',')}|${Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value)).join(',')}`;
    return this.#constant(key, name, (unique) => float32Tensor(unique, values, dims));
  }

  /** An int64 constant; equal constants become one. */
  int64(values: readonly number[], dims: readonly number[] = [values.length], name = 'integers'): ValueName {
    return this.#constant(`int64 ${dims.join(',')}|${values.join(',')}`, name, (unique) =>
      int64Tensor(unique, values, dims),
    );
  }

  /** Named parameters, stored as float32 or float16. */
  parameter(name: string, type: 'float32' | 'float16', values: ArrayLike<number>, dims: readonly number[]): ValueName {
    const unique = this.#unique(name);
    this.#initializers.push((type === 'float32' ? float32Tensor : float16Tensor)(unique, values, dims));
    return unique;
  }

  /** A text constant. */
  strings(texts: readonly string[], dims: readonly number[] = [texts.length], name = 'texts'): ValueName {
    return this.#constant(`string ${JSON.stringify([dims, texts])}`, name, (unique) =>
      stringTensor(unique, texts, dims),
    );
  }

  /** Adds an operator with one output. An input left out is `''`. `name`: what its output is called, if free. */
  node(
    opType: string,
    inputs: readonly ValueName[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    name: string = opType,
  ): ValueName {
    return this.nodes(opType, inputs, 1, attributes, name)[0]!;
  }

  /** Adds an operator with several outputs. */
  nodes(
    opType: string,
    inputs: readonly ValueName[],
    outputCount: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    name: string = opType,
  ): ValueName[] {
    const outputs = Array.from({ length: outputCount }, () => this.#unique(name));
    this.#nodes.push(nodeProto(opType, inputs, outputs, attributes));
    for (const output of outputs) this.#made.add(output);
    return outputs;
  }

  /** What has been written so far. */
  finish(docString = ''): GraphProto {
    return {
      nodes: [...this.#nodes],
      name: this.#name,
      initializers: [...this.#initializers],
      docString,
      inputs: [...this.#inputs],
      outputs: [...this.#outputs],
    };
  }

  #constant(key: string, name: string, make: (unique: string) => TensorProto): ValueName {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const unique = this.#unique(name);
    this.#initializers.push(make(unique));
    this.#constants.set(key, unique);
    return unique;
  }

  #unique(wanted: string): string {
    let name = wanted;
    for (let count = this.#taken.size; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }
}

function valueInfo(name: string, type: DataType, dims: Dims, docString: string): ValueInfoProto {
  const dimensions = dims.map(
    (dim): DimensionProto => (typeof dim === 'number' ? { size: dim, symbol: '' } : { size: undefined, symbol: dim }),
  );
  return { name, type: { tensor: { elementType: DATA_TYPE[type], shape: { dims: dimensions } } }, docString };
}

function nodeProto(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>>,
): NodeProto {
  const list = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
  return {
    inputs,
    outputs,
    name: outputs[0]!,
    opType,
    attributes: list,
    domain: ML_OPERATORS.has(opType) ? ML_DOMAIN : '',
  };
}

const EMPTY: Omit<AttributeProto, 'name' | 'type'> = {
  float: undefined,
  int: undefined,
  string: undefined,
  tensor: undefined,
  graph: undefined,
  floats: [],
  ints: [],
  strings: [],
};

function attributeProto(name: string, value: AttributeValue): AttributeProto {
  const text = new TextEncoder();
  const base = { ...EMPTY, name };
  if (typeof value === 'number') return { ...base, type: ATTRIBUTE_TYPE.int, int: value };
  if (typeof value === 'string') return { ...base, type: ATTRIBUTE_TYPE.string, string: text.encode(value) };
  if (isList(value)) {
    return isTexts(value)
      ? { ...base, type: ATTRIBUTE_TYPE.strings, strings: value.map((item) => text.encode(item)) }
      : { ...base, type: ATTRIBUTE_TYPE.ints, ints: value };
  }
  if ('nodes' in value) return { ...base, type: ATTRIBUTE_TYPE.graph, graph: value };
  if ('float' in value) return { ...base, type: ATTRIBUTE_TYPE.float, float: value.float };
  return { ...base, type: ATTRIBUTE_TYPE.tensor, tensor: value };
}

function isList(value: AttributeValue): value is readonly number[] | readonly string[] {
  return Array.isArray(value);
}

function isTexts(list: readonly number[] | readonly string[]): list is readonly string[] {
  return typeof list[0] === 'string';
}
