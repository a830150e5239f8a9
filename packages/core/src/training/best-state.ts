import type { TrainingStateV1 } from '../contract/training-state.ts';
import type { TrainingCheckpoint } from './checkpoint.ts';

/** Keeps the state with the lowest validation loss and says when patience has run out. */
export class BestState {
  readonly #patience: number;
  #loss = Number.POSITIVE_INFINITY;
  #kept: { readonly state: TrainingStateV1; readonly epoch: number } | undefined;

  /** `before`: the best state of the epochs before a checkpoint. */
  constructor(patience: number, before?: TrainingCheckpoint['best']) {
    this.#patience = patience;
    if (before === undefined) return;
    this.#loss = before.loss;
    this.#kept = { state: before.state, epoch: before.epoch };
  }

  get kept(): { readonly state: TrainingStateV1; readonly epoch: number } | undefined {
    return this.#kept;
  }

  /** The best state as a checkpoint keeps it. */
  get checkpoint(): TrainingCheckpoint['best'] {
    return this.#kept && { ...this.#kept, loss: this.#loss };
  }

  /** Takes the loss after an epoch; `snapshot` is asked for only if it is the best so far. */
  async observe(epoch: number, loss: number, snapshot: () => Promise<TrainingStateV1>): Promise<void> {
    if (!(loss < this.#loss)) return;
    this.#loss = loss;
    this.#kept = { state: await snapshot(), epoch };
  }

  /** Whether the last `patience` epochs brought nothing better. */
  isExhausted(epoch: number): boolean {
    return epoch - (this.#kept?.epoch ?? 0) >= this.#patience;
  }
}
