import { createHash } from 'node:crypto';
import type { EncoderTensors, NetworkSpec } from '@chainzrule/core';
import type { FineTuneSettings } from './fine-tune-settings.ts';
import type { LabelledLists } from './labelled-lists.ts';

/** What makes a run the same run: settings, network, where it starts from, and its texts with their labels, as one short text. */
export function runIdentity(
  settings: FineTuneSettings,
  network: NetworkSpec,
  lambda: number,
  start: EncoderTensors,
  { lists, y, weights }: LabelledLists,
): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of start) hash.update(name).update(bytesOf(data));
  for (const list of lists) hash.update(bytesOf(Int32Array.of(list.length, ...list)));
  hash.update(bytesOf(y));
  if (weights !== undefined) hash.update(bytesOf(weights));
  return JSON.stringify({ settings, network, lambda, sha256: hash.digest('hex') });
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
