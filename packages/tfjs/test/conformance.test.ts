import './support/quiet.ts';
import { describeConformance } from '@chainzrule/conformance/vitest';
import { createTfjsBackend, type DeviceName } from '../src/index.ts';
import { handles } from './support/handles.ts';
import { vectors } from './support/vectors.ts';

/** Generated cases that fit into the CI's time; more with CHAINZRULE_CASES. */
const cases = Number(process.env['CHAINZRULE_CASES'] ?? 20);

for (const device of ['cpu', 'wasm'] as const satisfies readonly DeviceName[])
  describeConformance(
    () => createTfjsBackend({ device }),
    { vectors, cases, multiplyAdds: 2e6, handles },
    `tfjs-${device}: ${vectors.length} vectors, ${cases} generated cases`,
  );
