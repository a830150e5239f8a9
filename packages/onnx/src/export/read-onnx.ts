import {
  ChainzRuleError,
  describeValue,
  fail,
  MODEL_FORMAT,
  type ModelFile,
  type NetworkSpec,
  type Parameters,
  parseNetwork,
  parsePreparation,
  sizeOf,
  tensorShapes,
} from '@chainzrule/core';
import { fromFloat16Bits, IR_OF_OPSET } from '../graph/index.ts';
import { DATA_TYPE, decodeMessage, type ModelProto, modelSchema, type TensorProto } from '../proto/index.ts';
import { type OnnxExportOptions, type ResolvedExportOptions, resolveOptions } from './export-options.ts';

/** A model read back, with the options that export it to the same bytes again. */
export interface OnnxFile extends ModelFile {
  readonly options: ResolvedExportOptions;
}

/**
 * Reads a file that `exportOnnx` wrote; no code of the file runs. Parameters come back as they were stored, rounded to float32 or
 * float16, so that `exportOnnx(file, file.options)` gives the same bytes.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for a damaged file or one of another tool, `UNSUPPORTED` for an operator set that this
 * version does not write, `INVALID_ARGUMENT` for what is not a Uint8Array.
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  if (!(bytes instanceof Uint8Array))
    fail('INVALID_ARGUMENT', `readOnnx: bytes must be a Uint8Array, found ${describeValue(bytes)}`);
  const model = decode(bytes);
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  checkFormat(model, metadata.get('format'));
  checkOpset(model);
  return refusing(() => {
    const network = parseNetwork(json(metadata, 'network'));
    const preparation = json(metadata, 'preparation');
    const training = json(metadata, 'training');
    if (typeof training !== 'object' || training === null || Array.isArray(training))
      fail(
        'INVALID_MODEL_FILE',
        `readOnnx: "training" in the metadata is ${describeValue(training)}; it must be an object`,
      );
    return {
      network,
      parameters: parametersOf(network, model.graph!.initializers),
      preparation: preparation === null ? null : parsePreparation(preparation),
      training: training as ModelFile['training'],
      options: resolveOptions(json(metadata, 'export') as OnnxExportOptions),
    };
  });
}

function decode(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = decodeMessage<ModelProto>(modelSchema, bytes);
  } catch (cause) {
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the ${bytes.length} bytes are no ONNX file, or one that is cut short or damaged (${cause instanceof Error ? cause.message : String(cause)}); copy or download it again`,
      { length: bytes.length },
      cause,
    );
  }
  if (model.graph === undefined)
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the ${bytes.length} bytes hold no ONNX graph; they are another kind of file, or cut short`,
    );
  return model;
}

function checkFormat(model: ModelProto, format: string | undefined): void {
  if (format === MODEL_FORMAT) return;
  if (format?.startsWith('chainzrule/model@'))
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the file is ${format}, this version reads ${MODEL_FORMAT}; update this package to read it`,
      { format },
    );
  const producer = model.producerName === '' ? 'an unnamed tool' : describeValue(model.producerName);
  fail(
    'INVALID_MODEL_FILE',
    `readOnnx: the file is an ONNX model of ${producer}, without the documents that exportOnnx writes (metadata "format" is ${describeValue(format)}); only exported models can be read back, any runtime can run the others`,
    { producer: model.producerName, format },
  );
}

function checkOpset({ opsetImport }: ModelProto): void {
  const version = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version;
  if (version !== undefined && version in IR_OF_OPSET) return;
  fail(
    'UNSUPPORTED',
    `readOnnx: the file is in ONNX opset ${describeValue(version)}, this version reads ${Object.keys(IR_OF_OPSET).join(' and ')}; export the model again from its safetensors file`,
    { opset: version },
  );
}

function json(metadata: ReadonlyMap<string, string>, key: string): unknown {
  const text = metadata.get(key);
  if (text === undefined)
    fail('INVALID_MODEL_FILE', `readOnnx: the metadata has no "${key}"; the file is damaged`, { key });
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail(
      'INVALID_MODEL_FILE',
      `readOnnx: "${key}" in the metadata is no JSON; the file is damaged`,
      { key },
      cause,
    );
  }
}

function parametersOf(network: NetworkSpec, initializers: readonly TensorProto[]): Parameters {
  const byName = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const entries = [...tensorShapes(network)].map(([name, shape]) => {
    const tensor = byName.get(name);
    if (tensor === undefined)
      fail('INVALID_MODEL_FILE', `readOnnx: the tensor "${name}" is missing; the file is damaged`, { name });
    return [name, { shape, data: numbersOf(tensor, shape) }] as const;
  });
  return Object.fromEntries(entries);
}

function numbersOf({ name, dims, dataType, raw }: TensorProto, shape: readonly number[]): Float64Array {
  const width = dataType === DATA_TYPE.float32 ? 4 : dataType === DATA_TYPE.float16 ? 2 : 0;
  const count = sizeOf(shape);
  if (width === 0 || dims.join() !== shape.join() || raw?.length !== count * width) {
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the tensor "${name}" has shape [${dims}], type ${dataType} and ${raw?.length ?? 0} bytes; the network asks for [${shape}] in float32 or float16`,
      { name },
    );
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data = Float64Array.from({ length: count }, (_, i) =>
    width === 4 ? view.getFloat32(4 * i, true) : fromFloat16Bits(view.getUint16(2 * i, true)),
  );
  if (!data.every(Number.isFinite))
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the tensor "${name}" holds numbers that are not finite; the file is damaged`,
      { name },
    );
  return data;
}

/** Whatever is wrong with a document inside the file is wrong with the file. */
function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!ChainzRuleError.isInstance(error) || error.code === 'INVALID_MODEL_FILE') throw error;
    fail(
      'INVALID_MODEL_FILE',
      `readOnnx: the file does not hold together: ${error.message}`,
      { ...error.details },
      error,
    );
  }
}
