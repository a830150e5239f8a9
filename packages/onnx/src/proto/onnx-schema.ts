import type {
  AttributeProto,
  DimensionProto,
  EntryProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetProto,
  ShapeProto,
  TensorProto,
  TensorTypeProto,
  TypeProto,
  ValueInfoProto,
} from './messages.ts';
import { bytes, float, int, message, repeated, type SchemaOf, string } from './schema.ts';

/** The part of onnx.proto3 (IR 3 to 10) that this package writes and reads; field numbers are the format's. */
export const modelSchema: SchemaOf<ModelProto> = {
  irVersion: int(1),
  producerName: string(2),
  producerVersion: string(3),
  docString: string(6),
  graph: message(7, () => graphSchema),
  opsetImport: repeated(message(8, () => operatorSetSchema)),
  metadataProps: repeated(message(14, () => entrySchema)),
};

const operatorSetSchema: SchemaOf<OperatorSetProto> = { domain: string(1), version: int(2) };

const entrySchema: SchemaOf<EntryProto> = { key: string(1), value: string(2) };

const graphSchema: SchemaOf<GraphProto> = {
  nodes: repeated(message(1, () => nodeSchema)),
  name: string(2),
  initializers: repeated(message(5, () => tensorSchema)),
  docString: string(10),
  inputs: repeated(message(11, () => valueInfoSchema)),
  outputs: repeated(message(12, () => valueInfoSchema)),
};

const nodeSchema: SchemaOf<NodeProto> = {
  inputs: repeated(string(1)),
  outputs: repeated(string(2)),
  name: string(3),
  opType: string(4),
  attributes: repeated(message(5, () => attributeSchema)),
  domain: string(7),
};

const attributeSchema: SchemaOf<AttributeProto> = {
  name: string(1),
  float: float(2),
  int: int(3),
  string: bytes(4),
  tensor: message(5, () => tensorSchema),
  graph: message(6, () => graphSchema),
  floats: repeated(float(7)),
  ints: repeated(int(8)),
  strings: repeated(bytes(9)),
  type: int(20),
};

const tensorSchema: SchemaOf<TensorProto> = {
  dims: repeated(int(1)),
  dataType: int(2),
  strings: repeated(bytes(6)),
  name: string(8),
  raw: bytes(9),
};

const valueInfoSchema: SchemaOf<ValueInfoProto> = {
  name: string(1),
  type: message(2, () => typeSchema),
  docString: string(3),
};

const typeSchema: SchemaOf<TypeProto> = { tensor: message(1, () => tensorTypeSchema) };

const tensorTypeSchema: SchemaOf<TensorTypeProto> = { elementType: int(1), shape: message(2, () => shapeSchema) };

const shapeSchema: SchemaOf<ShapeProto> = { dims: repeated(message(1, () => dimensionSchema)) };

const dimensionSchema: SchemaOf<DimensionProto> = { size: int(1), symbol: string(2) };
