import { describeConformance } from '@chainzrule/conformance/vitest';
import { createOnnxBackend } from '../src/index.ts';
import { vectors } from './support/vectors.ts';

const CASES = Number(process.env['CONFORMANCE_CASES'] ?? 20);

for (const runtime of ['node', 'web'] as const) {
  describeConformance(
    () => createOnnxBackend({ runtime }),
    { vectors, cases: CASES },
    `onnx-${runtime}: ${vectors.length} vectors and ${CASES} generated cases`,
  );
}
