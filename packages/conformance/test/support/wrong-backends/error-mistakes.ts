import type { Matrix } from '@chainzrule/core';
import { withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** Bad input: tier 8. */
export const errorMistakes: readonly WrongBackend[] = [
  {
    name: 'NaN taken for zero',
    tier: 8,
    says: /accepted/,
    backend: withProgram('swallow', (program) => ({ forward: (x) => program.forward(clean(x)) })),
  },
  {
    name: 'a dispose that does nothing',
    tier: 8,
    says: /DISPOSED/,
    backend: withProgram('undying', () => ({ [Symbol.asyncDispose]: async () => {} })),
  },
  {
    name: 'errors without a code',
    tier: 8,
    says: /ChainzRuleError/,
    backend: withProgram('plain-errors', (program) => ({
      async forward(x) {
        try {
          return await program.forward(x);
        } catch {
          throw new Error('no');
        }
      },
    })),
  },
  {
    name: 'overflow clamped',
    tier: 8,
    says: /beyond the format/,
    backend: withProgram('clamped', (program) => ({
      async forward(x) {
        const y = await program.forward(x);
        return { ...y, data: Float64Array.from(y.data, (v) => (Number.isFinite(v) ? v : 1e30)) };
      },
    })),
  },
];

const clean = (x: Matrix): Matrix => ({ ...x, data: Float64Array.from(x.data, (v) => (Number.isFinite(v) ? v : 0)) });
