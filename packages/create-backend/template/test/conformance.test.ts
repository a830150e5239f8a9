import { readFileSync } from 'node:fs';
import { parseWaivers } from '@chainzrule/conformance';
import { loadVectors } from '@chainzrule/conformance/node';
import { describeConformance } from '@chainzrule/conformance/vitest';
import { createBackend } from '../src/backend.js';

const waivers = parseWaivers(readFileSync(new URL('../waivers.json', import.meta.url), 'utf8'), 'waivers.json');
describeConformance(createBackend, { vectors: await loadVectors(), cases: 40, multiplyAdds: 1e5, waivers });
