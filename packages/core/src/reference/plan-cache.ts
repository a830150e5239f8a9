import type { Shape } from '../contract/tensor-ops.ts';
import { type TensorFunction, trace } from '../trace/trace.ts';
import { compilePlan, type Plan } from './plan.ts';

/** Plans kept; the one unused for longest goes first. */
const CAPACITY = 16;

/** Compiled plans by function and input shapes. */
export class PlanCache {
  readonly #plans = new Map<string, Plan>();

  get(key: string, fn: TensorFunction, shapes: readonly Shape[]): Plan {
    const name = `${key} ${JSON.stringify(shapes)}`;
    const plan = this.#plans.get(name) ?? compilePlan(trace(fn, shapes));
    this.#plans.delete(name);
    this.#plans.set(name, plan);
    if (this.#plans.size > CAPACITY) this.#plans.delete(this.#plans.keys().next().value!);
    return plan;
  }
}
