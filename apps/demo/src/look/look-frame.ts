import type { LookSettings } from './look-settings.ts';

/** Points along one side of the maps. */
export const GRID = 56;

/** Optimiser steps of one run, and of each picture. */
export const STEPS = 1200;
export const STEPS_PER_FRAME = 20;

/** What the page wants of the running session; sent whole whenever anything in it changes. */
export interface LookOrder {
  readonly settings: LookSettings;
  readonly backend: string;
  readonly running: boolean;
  /** A new number starts the networks afresh. */
  readonly run: number;
}

/** One network at one moment. */
export interface NetworkFrame {
  /** [GRID²] P(class 1) and ‖∂logit/∂x‖₂, row by row from the lower left corner. */
  readonly probability: Float32Array;
  readonly gradient: Float32Array;
  /** ‖∂logit/∂x‖₂ at each test point. */
  readonly norms: Float64Array;
  readonly meanNorm: number;
  readonly p99Norm: number;
  readonly tailRatio: { readonly input: number; readonly layer: number };
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
}

/** What the page draws: both networks after the same number of steps on the same points. */
export interface LookFrame {
  readonly run: number;
  readonly step: number;
  readonly lambda: number;
  /** Training points, as `PointSet`. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly plain: NetworkFrame;
  readonly controlled: NetworkFrame;
}
