import { createReferenceBackend } from '@chainzrule/core/reference';
import { loadVectors } from '../src/node/index.ts';
import { describeConformance } from '../src/vitest.ts';

describeConformance(
  createReferenceBackend,
  { vectors: await loadVectors(), cases: 40, multiplyAdds: 1e7 },
  'the reference',
);
