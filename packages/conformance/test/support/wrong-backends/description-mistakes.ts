import { correct, withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** What it says of itself: tier 0. */
export const descriptionMistakes: readonly WrongBackend[] = [
  {
    name: 'another contract',
    tier: 0,
    says: /contract/,
    backend: { ...correct, contract: 'chainzrule/backend@2' as never },
  },
  { name: 'no device', tier: 0, says: /device/, backend: { ...correct, device: '' } },
  {
    name: 'an arithmetic without a rounding unit',
    tier: 0,
    says: /unitRoundoff/,
    backend: { ...correct, arithmetic: { ...correct.arithmetic, unitRoundoff: 0 } },
  },
  {
    name: 'no snapshot',
    tier: 0,
    says: /lacks snapshot/,
    backend: withProgram('no-snapshot', () => ({ snapshot: undefined as never })),
  },
];
