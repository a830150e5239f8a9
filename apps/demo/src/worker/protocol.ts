import type { Judgement, JudgeOrder, JudgeProgress, OpenedBackend } from '../backends/backend-messages.ts';
import type { LookFrame, LookOrder } from '../look/look-frame.ts';
import type {
  ModelBytes,
  ModelSummary,
  PredictionSummary,
  TableSummary,
  TrainOrder,
  TrainProgress,
  TrainReport,
} from '../use/use-messages.ts';

/** One kind of call: what it takes, what it tells on the way, what may be sent to it while it runs, what it gives. */
interface Call<Request, Event, Update, Result> {
  readonly request: Request;
  readonly event: Event;
  readonly update: Update;
  readonly result: Result;
}

/** Everything the page may ask of a worker. */
export interface Calls {
  readonly look: Call<LookOrder, LookFrame, LookOrder, void>;
  readonly openBackend: Call<string, never, never, OpenedBackend>;
  readonly judge: Call<JudgeOrder, JudgeProgress, never, Judgement>;
  readonly openTable: Call<{ readonly file: File; readonly header: boolean | undefined }, never, never, TableSummary>;
  readonly openSample: Call<null, never, never, TableSummary>;
  readonly train: Call<TrainOrder, TrainProgress, never, TrainReport>;
  readonly modelFiles: Call<null, never, never, ModelBytes>;
  readonly openModel: Call<File, never, never, ModelSummary>;
  readonly predict: Call<{ readonly file: File; readonly backend: string }, never, never, PredictionSummary>;
}
export type CallName = keyof Calls;

/** Page → worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly request: unknown }
  | { readonly kind: 'update'; readonly id: number; readonly update: unknown }
  | { readonly kind: 'stop'; readonly id: number };

/** An error as it crosses over; `code` is a ChainzRuleError's, or `UNEXPECTED`. */
export interface WorkerError {
  readonly code: string;
  readonly message: string;
}

/** Worker → page. Every call ends with exactly one `result` or `error`. */
export type FromWorker =
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WorkerError };

/** What a call's handler has besides its request. */
export interface CallContext<Event, Update> {
  /** Fires when the page stops the call. */
  readonly signal: AbortSignal;
  emit(event: Event): void;
  /** The newest update since it was last asked for. */
  latestUpdate(): Update | undefined;
  /** Resolves when an update waits or the call is stopped. */
  nextUpdate(): Promise<void>;
}

/** One handler a call. */
export type Handlers = {
  readonly [Name in CallName]: (
    request: Calls[Name]['request'],
    context: CallContext<Calls[Name]['event'], Calls[Name]['update']>,
  ) => Promise<Calls[Name]['result']>;
};
