import type { Job } from '@chainzrule/jobs';
import type { Configuration } from './expand-sweep.ts';
import { lessIsBetter } from './ranking.ts';
import type { SweepRecord } from './sweep-record.ts';

/** The configuration with the best mean of what has ended. */
export interface Best {
  readonly configuration: Configuration;
  readonly metric: string;
  readonly mean: number;
  /** Trainings behind the mean. */
  readonly count: number;
}

/** Keeps means of a running sweep, one configuration each, in constant time a training. */
export class Standing {
  readonly #configurations: readonly Configuration[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  #metric: string;

  /** `jobs`: configuration by configuration. `metric`: the sweep's own, or empty: accuracy or r2, whatever the first training has. */
  constructor(configurations: readonly Configuration[], jobs: readonly Job[], metric: string) {
    const each = jobs.length / configurations.length;
    this.#configurations = configurations;
    this.#indexOf = new Map(jobs.map(({ id }, index) => [id, Math.floor(index / each)]));
    this.#sums = new Float64Array(configurations.length);
    this.#counts = new Int32Array(configurations.length);
    this.#metric = metric;
  }

  add({ id, result }: Pick<SweepRecord, 'id' | 'result'>): void {
    const index = this.#indexOf.get(id);
    if (index === undefined || result === undefined) return;
    this.#metric ||= result.scores['accuracy'] === undefined ? 'r2' : 'accuracy';
    const value = result.scores[this.#metric];
    if (typeof value !== 'number') return;
    this.#sums[index]! += value;
    this.#counts[index]! += 1;
  }

  /** Undefined before the first figure. */
  get best(): Best | undefined {
    const sign = lessIsBetter(this.#metric) ? 1 : -1;
    let best = -1;
    for (let index = 0; index < this.#counts.length; index++)
      if (this.#counts[index]! > 0 && (best < 0 || sign * this.#mean(index) < sign * this.#mean(best))) best = index;
    if (best < 0) return undefined;
    const configuration = this.#configurations[best]!;
    return { configuration, metric: this.#metric, mean: this.#mean(best), count: this.#counts[best]! };
  }

  #mean(index: number): number {
    return this.#sums[index]! / this.#counts[index]!;
  }
}
