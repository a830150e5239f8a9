export { decodeModel } from './decode-model.ts';
export { decodeSafetensors } from './decode-safetensors.ts';
export { encodeModel } from './encode-model.ts';
export { encodeSafetensors } from './encode-safetensors.ts';
export type { JsonObject, JsonValue } from './json.ts';
export { MODEL_FORMAT, type ModelFile } from './model-file.ts';
export type { SafeTensor, SafetensorsFile } from './safetensors.ts';
