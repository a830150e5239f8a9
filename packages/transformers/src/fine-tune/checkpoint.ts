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

/** The epoch that did best on the validation texts so far, with its parameters. */
export interface BestEpoch {
  /** Counted from 1. */
  readonly epoch: number;
  readonly logLoss: number;
  readonly tensors: EncoderTensors;
}

/** Where a run stands: enough to go on and end with the same bytes. */
export interface Checkpoint {
  readonly state: EncoderStateV1;
  readonly history: readonly FineTuneEpoch[];
  /** Of the epoch that is under way. */
  readonly sums: FigureSums;
  /** Where validation texts choose the epoch. */
  readonly best: BestEpoch | undefined;
}

/** What of a checkpoint stands in the metadata. */
interface Progress extends Pick<Checkpoint, 'history' | 'sums'> {
  readonly step: number;
  readonly best: Omit<BestEpoch, 'tensors'> | undefined;
}

/** A checkpoint as safetensors; `run` identifies settings and data. */
export function encodeCheckpoint({ state, history, sums, best }: Checkpoint, run: string): Uint8Array<ArrayBuffer> {
  const { tensors, first, second, step } = state;
  const parts = { tensors, first, second, best: best?.tensors ?? new Map() };
  const named = Object.entries(parts).flatMap(([part, entries]) =>
    [...entries].map(([name, tensor]): [string, SafeTensor] => [`${part}/${name}`, tensor]),
  );
  const progress: Progress = { step, history, sums, best: best && { epoch: best.epoch, logLoss: best.logLoss } };
  return encodeSafetensors(new Map(named), { format: FORMAT, run, progress: JSON.stringify(progress) });
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
  const { step, history, sums, best } = JSON.parse(metadata['progress']!) as Progress;
  const part = (name: string): EncoderTensors => {
    const prefix = `${name}/`;
    return new Map(
      [...tensors].flatMap(([key, tensor]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), tensor]] : [])),
    );
  };
  return {
    state: { tensors: part('tensors'), first: part('first'), second: part('second'), step },
    history,
    sums,
    best: best && { ...best, tensors: part('best') },
  };
}
