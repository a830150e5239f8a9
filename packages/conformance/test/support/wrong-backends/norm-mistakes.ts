import { withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** Derivative norms: tier 4. */
export const normMistakes: readonly WrongBackend[] = [
  {
    name: 'layer norms without the root',
    tier: 4,
    says: /without the root/,
    backend: withProgram('squares', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        return { ...n, layer: n.layer.map((v) => v * v) };
      },
    })),
  },
  {
    name: 'input norms for layer norms',
    tier: 4,
    says: /input norms in the place of layer norms/,
    backend: withProgram('mixed-up', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        return { layer: n.input, input: n.input };
      },
    })),
  },
  {
    name: 'norms averaged over the batch',
    tier: 4,
    says: /0\.100 % of the batch’s mean/,
    backend: withProgram('averaged', (program) => ({
      async derivativeNorms(x) {
        const n = await program.derivativeNorms(x);
        const mean = n.input.reduce((a, b) => a + b, 0) / n.input.length;
        return { ...n, input: n.input.map((v) => 0.999 * v + 0.001 * mean) };
      },
    })),
  },
];
