import { createHash } from 'node:crypto';
import type { HeadSpec } from '@chainzrule/core';

/** The head for labels 0 … K − 1. */
export function headFor(labels: Float64Array): HeadSpec {
  const classes = labels.reduce((largest, label) => Math.max(largest, label), 0) + 1;
  return classes === 2 ? { type: 'binary' } : { type: 'categorical', classes };
}

/** sha256 over files, one after another. */
export function sha256Of(...files: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file);
  return hash.digest('hex');
}

/** The rows 0 … count − 1 (shifted by `start`). */
export function rowRange(start: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => start + index);
}
