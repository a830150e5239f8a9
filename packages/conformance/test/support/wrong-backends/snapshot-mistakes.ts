import type { BackendV1, Matrix, TrainingStateV1 } from '@chainzrule/core';
import { withProgram } from '../mutants.ts';
import { factors } from './factors.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** Snapshot and restore: tier 6. */
export const snapshotMistakes: readonly WrongBackend[] = [
  {
    name: 'λ late by one step of a plan',
    tier: 6,
    says: /plan/,
    backend: factors('late-lambda', (plan) => ({
      ...plan.factors,
      lambda: plan.factors.lambda.map((_, s, all) => all[Math.max(0, s - 1)]!),
    })),
  },
  { name: 'a stale cache after restore', tier: 6, says: /kept from then/, backend: staleForward() },
  { name: 'a snapshot that is not a copy', tier: 6, says: /overwritten/, backend: sharedSnapshot() },
];

/** Keeps the logits of rows it has seen, whatever is restored. */
function staleForward(): BackendV1 {
  return withProgram('stale', (program) => {
    let kept: { readonly x: Matrix; readonly logits: Matrix } | undefined;
    return {
      async forward(x) {
        if (kept?.x !== x) kept = { x, logits: await program.forward(x) };
        return kept.logits;
      },
    };
  });
}

function sharedSnapshot(): BackendV1 {
  return withProgram('shared', (program) => {
    let last: TrainingStateV1 | undefined;
    return {
      async forward(x) {
        if (last !== undefined) await program.restore(last);
        return program.forward(x);
      },
      async snapshot() {
        last = await program.snapshot();
        return last;
      },
      async trainSteps(data, plan) {
        last = undefined;
        return program.trainSteps(data, plan);
      },
      async restore(state) {
        last = undefined;
        return program.restore(state);
      },
    };
  });
}
