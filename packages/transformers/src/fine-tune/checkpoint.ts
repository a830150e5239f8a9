import {
  decodeSafetensors,
  type EncoderStateV1,
  type EncoderTensors,
  encodeSafetensors,
  fail,
  type SafeTensor,
} from '@chainzrule/core';
import type { FigureSums, FineTuneEpoch } from './fine-tuning-record.ts';

/** The mark of a checkpoint, in the metadata key `format`. */
const FORMAT = 'chainzrule/fine-tuning@1';

const PARTS = ['tensors', 'first', 'second'] as const;

/** Where a run stands: enough to go on and end with the same bytes. */
export interface Checkpoint {
  readonly state: EncoderStateV1;
  readonly history: readonly FineTuneEpoch[];
  /** Of the epoch that is under way. */
  readonly sums: FigureSums;
}

/** A checkpoint as safetensors; `run` identifies settings and data. */
export function encodeCheckpoint({ state, history, sums }: Checkpoint, run: string): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, SafeTensor>();
  for (const part of PARTS) for (const [name, tensor] of state[part]) tensors.set(`${part}/${name}`, tensor);
  const progress = JSON.stringify({ step: state.step, history, sums });
  return encodeSafetensors(tensors, { format: FORMAT, run, progress });
}

/**
 * Reads a checkpoint of this run.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for a damaged file or one of another kind, `INVALID_ARGUMENT` for one of another run.
 */
export function decodeCheckpoint(bytes: Uint8Array, run: string, path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata['format'] !== FORMAT)
    fail('INVALID_MODEL_FILE', `${path} is no checkpoint of a fine-tuning; give another path`, { path });
  if (metadata['run'] !== run) {
    fail(
      'INVALID_ARGUMENT',
      `${path} is the checkpoint of a run with other settings, texts or encoder; remove it to start anew, or give another path`,
      { path },
    );
  }
  const { step, history, sums } = JSON.parse(metadata['progress']!) as Omit<Checkpoint, 'state'> & { step: number };
  const part = (name: (typeof PARTS)[number]): EncoderTensors => {
    const prefix = `${name}/`;
    return new Map(
      [...tensors].flatMap(([key, tensor]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), tensor]] : [])),
    );
  };
  return { state: { tensors: part('tensors'), first: part('first'), second: part('second'), step }, history, sums };
}
