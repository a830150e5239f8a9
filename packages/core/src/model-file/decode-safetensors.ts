import { describeValue, fail } from '../errors/fail.ts';
import { readNumbers } from './read-numbers.ts';
import type { SafeTensor, SafetensorsFile } from './safetensors.ts';
import { type HeaderTensor, readHeader } from './safetensors-header.ts';

/**
 * Reads a safetensors file of F64, F32, F16 or BF16 tensors. F64 gives a Float64Array, the others a Float32Array; all are copies.
 *
 * `wanted` leaves tensors out by name; those left out may be of any type. Everything the header claims is checked against the bytes that are there before anything of a claimed size is made.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for every fault of the content, `INVALID_ARGUMENT` for what is not a Uint8Array.
 */
export function decodeSafetensors(bytes: Uint8Array, wanted: (name: string) => boolean = () => true): SafetensorsFile {
  if (!(bytes instanceof Uint8Array))
    fail('INVALID_ARGUMENT', `decodeSafetensors: bytes must be a Uint8Array, found ${describeValue(bytes)}`);
  const { tensors, metadata, dataStart } = readHeader(bytes, wanted);
  checkRanges(tensors, bytes.length - dataStart);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoded = tensors.flatMap(({ name, dtype, shape, start, count }): [string, SafeTensor][] =>
    dtype === undefined ? [] : [[name, { shape, data: readNumbers(view, dataStart + start, dtype, count) }]],
  );
  return { tensors: new Map(decoded), metadata };
}

/** The tensors' ranges must lie one after another and fill the data exactly. */
function checkRanges(tensors: readonly HeaderTensor[], available: number): void {
  let end = 0;
  for (const tensor of tensors.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const name = describeValue(tensor.name);
    if (tensor.start !== end) {
      const fault = tensor.start < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      fail(
        'INVALID_MODEL_FILE',
        `the file is damaged: tensor ${name} starts at byte ${tensor.start} and ${fault}, which ends at ${end}`,
      );
    }
    end = tensor.end;
    if (end > available) {
      fail(
        'INVALID_MODEL_FILE',
        `the file is cut short or damaged: tensor ${name} ends at byte ${end} of the data, the file holds ${available}; copy or download it again`,
      );
    }
  }
  if (end < available)
    fail(
      'INVALID_MODEL_FILE',
      `the file is damaged: ${available - end} bytes follow the last tensor; copy or download it again`,
    );
}
