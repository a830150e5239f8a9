import type { AgreementReport, ConformanceReport } from '@chainzrule/conformance';

/** A backend that was opened, in its own words. */
export interface OpenedBackend {
  readonly name: string;
  /** What really computes. */
  readonly device: string;
}

/** Which backends to judge, and on how many generated cases. */
export interface JudgeOrder {
  readonly backends: readonly string[];
  readonly cases: number;
  readonly seed: number;
}

/** How far the judging is. */
export interface JudgeProgress {
  /** What is being done: `tfjs-wasm: gradients of the task`, say. */
  readonly task: string;
  /** Share of this task. */
  readonly done: number;
}

/** What the machine can do. */
export interface Judgement {
  readonly reports: readonly ConformanceReport[];
  /** Every pair of backends that could be opened; null where there is one only. */
  readonly agreement: AgreementReport | null;
  /** Backends that could not be opened here, and why. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
  /** All of it as a text to copy. */
  readonly markdown: string;
}
