import { withCompile, withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** The penalty and its gradient: tier 3. */
export const penaltyMistakes: readonly WrongBackend[] = [
  {
    name: 'λ ignored',
    tier: 3,
    says: /λ = 0/,
    backend: withProgram('no-lambda', (program) => ({ evaluate: (batch) => program.evaluate(batch, 0) })),
  },
  {
    name: 'the penalty divided by another count',
    tier: 3,
    says: /another count/,
    backend: withProgram('double', (program) => ({ evaluate: (batch, lambda) => program.evaluate(batch, 2 * lambda) })),
  },
  {
    name: 'the penalty’s value a sum over layers',
    tier: 3,
    says: /sum over layers/,
    backend: withProgram('layer-sum', (program, { network }) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, penalty: e.penalty * Math.max(2, network.layers.length) };
      },
    })),
  },
  {
    name: 'smoothing silently ignored',
    tier: 3,
    says: /no smoothing/,
    backend: withCompile('no-smoothing', (n, p, o) => [
      { ...n, dreg: { penalty: n.dreg.penalty, reduction: n.dreg.reduction } },
      p,
      o,
    ]),
  },
  {
    name: 'the reduction silently ignored',
    tier: 3,
    says: /other reduction/,
    backend: withCompile('no-reduction', (n, p, o) => [{ ...n, dreg: { ...n.dreg, reduction: 'sum' } }, p, o]),
  },
  {
    name: 'accumulated taken for local',
    tier: 3,
    says: /"local"/,
    backend: withCompile('not-accumulated', (n, p, o) => [
      {
        ...n,
        dreg: {
          penalty: n.dreg.penalty === 'accumulated' ? 'local' : n.dreg.penalty,
          reduction: n.dreg.reduction,
          ...(n.dreg.smoothing && { smoothing: n.dreg.smoothing }),
        },
      },
      p,
      o,
    ]),
  },
  {
    name: 'no penalty on the last layer’s value',
    tier: 3,
    says: /the penalty of layer \d is reported wrong/,
    backend: withProgram('last-layer', (program) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, penaltyPerLayer: e.penaltyPerLayer.with(-1, 0) };
      },
    })),
  },
];
