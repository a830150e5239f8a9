import { createHash } from 'node:crypto';
import type { EncoderTensors, NetworkSpec } from '@chainzrule/core';
import type { FineTuneSettings } from './fine-tune-settings.ts';
import type { LabelledLists } from './labelled-lists.ts';

/** What makes a run the same run. */
export interface RunParts {
  readonly settings: FineTuneSettings;
  readonly network: NetworkSpec;
  readonly lambda: number;
  /** Where it starts from. */
  readonly start: EncoderTensors;
  readonly data: LabelledLists;
  /** Texts that choose the epoch. */
  readonly validation: LabelledLists | undefined;
}

/** The parts of a run as one short text: the same for the same run alone. */
export function runIdentity({ settings, network, lambda, start, data, validation }: RunParts): string {
  const hash = createHash('sha256');
  for (const [name, { data: values }] of start) hash.update(name).update(bytesOf(values));
  for (const { lists, y, weights } of validation === undefined ? [data] : [data, validation]) {
    hash.update(`${lists.length} texts`);
    for (const list of lists) hash.update(bytesOf(Int32Array.of(list.length, ...list)));
    hash.update(bytesOf(y));
    if (weights !== undefined) hash.update(bytesOf(weights));
  }
  return JSON.stringify({ settings, network, lambda, sha256: hash.digest('hex') });
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
