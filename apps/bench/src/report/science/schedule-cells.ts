import type { ResultRecord } from '../../records/record.ts';
import { SCHEDULES } from '../../science/experiments/schedule-document.ts';
import { groupBy, ofExperiment, onWholeSplits } from './select.ts';

/** Names of the schedules that hold λ, and of those that move it by a plan. */
export const constants = new Set(SCHEDULES.filter(({ shape }) => shape === 'constant').map(({ name }) => name));
export const annealed = new Set(
  SCHEDULES.filter(({ shape }) => shape !== 'constant' && shape !== 'controlled').map(({ name }) => name),
);

/** Experiment b's results by data set and noise, on the splits that every schedule has. */
export function scheduleCells(all: readonly ResultRecord[]): Map<string, ResultRecord[]> {
  const groups = groupBy(ofExperiment(all, 'schedules'), ({ job: { at } }) => `${at['dataset']}, ${at['noise']}`);
  return new Map([...groups].map(([cell, own]) => [cell, onWholeSplits(own)]));
}
