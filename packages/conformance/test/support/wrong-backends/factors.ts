import type { BackendV1, StepPlanV1 } from '@chainzrule/core';
import { withProgram } from '../mutants.ts';

/** Trains by other factors than the plan's. */
export function factors(name: string, change: (plan: StepPlanV1) => StepPlanV1['factors']): BackendV1 {
  return withProgram(name, (program) => ({
    trainSteps: (data, plan) => program.trainSteps(data, { ...plan, factors: change(plan) }),
  }));
}
