export { decodeMessage } from './decode-message.ts';
export { encodeMessage } from './encode-message.ts';
export {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  DATA_TYPE,
  type DataType,
  type DimensionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './messages.ts';
export { modelSchema } from './onnx-schema.ts';
