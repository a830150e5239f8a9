/** `ModelProto`: a graph with the operator sets it is written in. */
export interface ModelProto {
  readonly irVersion: number | undefined;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly docString: string;
  readonly graph: GraphProto | undefined;
  readonly opsetImport: readonly OperatorSetProto[];
  readonly metadataProps: readonly EntryProto[];
}

/** `OperatorSetIdProto`; the empty domain is ONNX's own. */
export interface OperatorSetProto {
  readonly domain: string;
  readonly version: number | undefined;
}

/** `StringStringEntryProto`. */
export interface EntryProto {
  readonly key: string;
  readonly value: string;
}

/** `GraphProto`: nodes in an order in which they can run. */
export interface GraphProto {
  readonly nodes: readonly NodeProto[];
  readonly name: string;
  readonly initializers: readonly TensorProto[];
  readonly docString: string;
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

/** `NodeProto`: one operator; an empty input name is an input left out. */
export interface NodeProto {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attributes: readonly AttributeProto[];
  readonly domain: string;
}

/** `AttributeProto`; which of the values counts is said by `type` (see {@link ATTRIBUTE_TYPE}). */
export interface AttributeProto {
  readonly name: string;
  readonly type: number | undefined;
  readonly float: number | undefined;
  readonly int: number | undefined;
  readonly string: Uint8Array | undefined;
  readonly tensor: TensorProto | undefined;
  readonly graph: GraphProto | undefined;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
}

/** `TensorProto`: numbers stand in `raw`, little-endian, row-major; texts in `strings`, UTF-8. */
export interface TensorProto {
  readonly dims: readonly number[];
  readonly dataType: number | undefined;
  readonly strings: readonly Uint8Array[];
  readonly name: string;
  readonly raw: Uint8Array | undefined;
}

/** `ValueInfoProto`: an input or output of a graph. */
export interface ValueInfoProto {
  readonly name: string;
  readonly type: TypeProto | undefined;
  readonly docString: string;
}

/** `TypeProto`, tensors only. */
export interface TypeProto {
  readonly tensor: TensorTypeProto | undefined;
}

/** `TypeProto.Tensor`. */
export interface TensorTypeProto {
  readonly elementType: number | undefined;
  readonly shape: ShapeProto | undefined;
}

/** `TensorShapeProto`. */
export interface ShapeProto {
  readonly dims: readonly DimensionProto[];
}

/** `TensorShapeProto.Dimension`: a size, or the name of one that is known when the model runs. */
export interface DimensionProto {
  readonly size: number | undefined;
  readonly symbol: string;
}

/** `TensorProto.DataType`, those in use here. */
export const DATA_TYPE = { float32: 1, int32: 6, int64: 7, string: 8, bool: 9, float16: 10 } as const;

/** Names of {@link DATA_TYPE}. */
export type DataType = keyof typeof DATA_TYPE;

/** `AttributeProto.AttributeType`, those in use here. */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;
