import type { BackendV1 } from '@chainzrule/core';
import { mapTensors, withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** The task and its gradient: tier 2. */
export const taskMistakes: readonly WrongBackend[] = [
  {
    name: 'row weights ignored',
    tier: 2,
    says: /weights/,
    backend: withProgram('no-weights', (program) => ({
      evaluate: ({ x, y }, lambda) => program.evaluate({ x, y }, lambda),
    })),
  },
  {
    name: 'a sum over rows instead of the mean',
    tier: 2,
    says: /sum over rows/,
    backend: scaledGradients('sum', (rows) => rows),
  },
  { name: 'gradients of half the loss', tier: 2, says: /half the loss/, backend: scaledGradients('half', () => 0.5) },
  { name: 'the gradient’s sign turned', tier: 2, says: /sign/, backend: scaledGradients('sign', () => -1) },
  {
    name: 'classes swapped',
    tier: 2,
    says: /classes swapped/,
    backend: withProgram('swapped', (program, { network }) => ({
      evaluate(batch, lambda) {
        const last = 'classes' in network.head ? network.head.classes - 1 : 1;
        return program.evaluate(
          {
            ...batch,
            y:
              batch.y instanceof Float64Array
                ? batch.y.map((label) => last - label)
                : { ...batch.y, data: Float64Array.from(batch.y.data, (v) => -v) },
          },
          lambda,
        );
      },
    })),
  },
  {
    name: 'a task loss in bits',
    tier: 2,
    says: /task loss/,
    backend: withProgram('bits', (program) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, task: e.task / Math.LN2, loss: e.loss + e.task / Math.LN2 - e.task };
      },
    })),
  },
];

function scaledGradients(name: string, factor: (rows: number) => number): BackendV1 {
  return withProgram(name, (program) => ({
    async evaluate(batch, lambda) {
      const e = await program.evaluate(batch, lambda);
      return { ...e, gradients: mapTensors(e.gradients, (_n, d) => d.map((v) => v * factor(batch.x.rows))) };
    },
  }));
}
