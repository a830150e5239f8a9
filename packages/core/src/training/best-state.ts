import type { TrainingStateV1 } from '../contract/training-state.ts';

/** Keeps the state with the lowest validation loss and says when patience has run out. */
export class BestState {
  readonly #patience: number;
  #loss = Number.POSITIVE_INFINITY;
  #kept: { readonly state: TrainingStateV1; readonly epoch: number } | undefined;

  constructor(patience: number) {
    this.#patience = patience;
  }

  get kept(): { readonly state: TrainingStateV1; readonly epoch: number } | undefined {
    return this.#kept;
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
