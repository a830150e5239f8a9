/** A matrix of bytes from a NumPy file: version 1, `|u1`, row-major, two dimensions. @throws Error for any other file. */
export function readNpyBytes(file: Uint8Array): {
  readonly values: Uint8Array;
  readonly rows: number;
  readonly cols: number;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 10 || view.getUint8(0) !== 0x93 || view.getUint8(6) !== 1)
    throw new Error('not a NumPy file of version 1');
  const end = 10 + view.getUint16(8, true);
  const header = new TextDecoder().decode(file.subarray(10, end));
  const shape = /'descr': '\|u1', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header);
  if (shape === null) throw new Error(`a row-major matrix of bytes is needed; the NumPy file holds ${header.trim()}`);
  const [rows, cols] = [Number(shape[1]), Number(shape[2])];
  const values = file.subarray(end, end + rows * cols);
  if (values.length !== rows * cols)
    throw new Error(`the NumPy file ends after ${values.length} of ${rows * cols} values`);
  return { values, rows, cols };
}
