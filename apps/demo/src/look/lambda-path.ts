import { type Controller, createController, type Schedule, schedules, scheduleValue } from '@chainzrule/core';
import { STEPS } from './look-frame.ts';
import type { LookSettings } from './look-settings.ts';

/** How far λ may move from the slider's value, either way. */
const SPAN = 100;

/** Gain of the closed loop: an observation that is off by 0.1 moves λ by a tenth. */
const GAIN = 1;

/** λ of the controlled network from step to step: by a schedule, or by the closed loop on its tail ratio. */
export class LambdaPath {
  #controller: Controller | undefined;
  #started = '';

  /** λ over the run, whose strongest value is the slider's; under the closed loop what it stands at. */
  schedule(settings: LookSettings): Schedule {
    const { lambda, schedule } = settings;
    if (lambda === 0 || schedule === 'constant') return lambda;
    if (schedule === 'controlled') return this.#follow(settings).value();
    const weak = lambda / SPAN;
    if (schedule === 'cosine') return schedules.cosine(lambda, weak);
    return schedule === 'falling' ? schedules.geometric(lambda, weak) : schedules.geometric(weak, lambda);
  }

  /** λ at a step. */
  value(settings: LookSettings, step: number): number {
    return settings.penalty === 'none' ? 0 : scheduleValue(this.schedule(settings), step / STEPS, step);
  }

  /** Takes the layer norms' tail ratio on the training points. */
  observe(settings: LookSettings, tau: number): void {
    if (settings.schedule === 'controlled' && settings.lambda > 0 && Number.isFinite(tau))
      this.#follow(settings).observe(tau);
  }

  /** The loop starts anew from the slider's λ wherever a slider of it is moved. */
  #follow({ lambda, target }: LookSettings): Controller {
    const wanted = `${lambda} ${target}`;
    if (this.#controller === undefined || this.#started !== wanted) {
      const range = { min: lambda / SPAN, max: lambda * SPAN, start: lambda };
      this.#controller = createController(schedules.controlled({ target, gain: GAIN, ...range }));
      this.#started = wanted;
    }
    return this.#controller;
  }
}
