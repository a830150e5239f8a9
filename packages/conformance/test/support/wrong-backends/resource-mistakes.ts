import type { BackendV1, TrainingStateV1 } from '@chainzrule/core';
import { withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

const leaked: Float64Array[] = [];
let handles = 0;

/** Handles and programs at once: tier 7. */
export const resourceMistakes: readonly WrongBackend[] = [
  {
    name: 'two megabytes leaked with every data set',
    tier: 7,
    says: /grew/,
    backend: withProgram('leaky', (program) => ({
      load(rows) {
        leaked.push(new Float64Array(2 ** 18).fill(1));
        return program.load(rows);
      },
    })),
  },
  {
    name: 'a handle leaked with every step',
    tier: 7,
    says: /handles/,
    handles: () => handles,
    backend: withProgram('handles', (program) => ({
      trainSteps(data, plan) {
        handles++;
        return program.trainSteps(data, plan);
      },
    })),
  },
  { name: 'programs that share their state', tier: 7, says: /at once|program \d/, backend: sharedPrograms() },
];

/** Programs of one shape share their state while others are alive. */
function sharedPrograms(): BackendV1 {
  const alive = new Set<object>();
  const last = new Map<string, TrainingStateV1>();
  return withProgram('siblings', (program) => {
    const self = {};
    alive.add(self);
    return {
      async trainSteps(data, plan) {
        const before = await program.snapshot();
        const known = last.get(JSON.stringify(shapes(before)));
        if (alive.size > 2 && known !== undefined) await program.restore({ ...known, step: before.step });
        const records = await program.trainSteps(data, plan);
        const own = await program.snapshot();
        last.set(JSON.stringify(shapes(own)), own);
        return records;
      },
      async [Symbol.asyncDispose]() {
        alive.delete(self);
        await program[Symbol.asyncDispose]();
      },
    };
  });
}

const shapes = (state: TrainingStateV1): unknown => Object.values(state.parameters).map(({ shape }) => shape);
