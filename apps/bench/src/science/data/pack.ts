import { Buffer } from 'node:buffer';

/** Files as one block of bytes that can travel by its hash: their number and lengths (32 bit, little-endian), then their bytes. */
export function packFiles(files: readonly Uint8Array[]): Uint8Array {
  const lengths = Uint32Array.of(files.length, ...files.map(({ byteLength }) => byteLength));
  const header = Buffer.alloc(4 * lengths.length);
  lengths.forEach((length, index) => {
    header.writeUInt32LE(length, 4 * index);
  });
  return Buffer.concat([header, ...files]);
}

/** The files of a block. A copy, since text decoders refuse memory that threads share. @throws Error if it is no such block. */
export function unpackFiles(block: Uint8Array): Buffer[] {
  const bytes = Buffer.from(block);
  const count = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
  if (count === 0 || 4 * (count + 1) > bytes.length) throw new Error('the data are not packed files');
  let at = 4 * (count + 1);
  const files = Array.from({ length: count }, (_, index) => {
    const length = bytes.readUInt32LE(4 * (index + 1));
    at += length;
    return bytes.subarray(at - length, at);
  });
  if (at !== bytes.length) throw new Error(`the packed files end at byte ${at} of ${bytes.length}`);
  return files;
}
