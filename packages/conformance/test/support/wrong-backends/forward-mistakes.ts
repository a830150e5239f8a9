import { roundTo } from '../../../src/arithmetic/round-to.ts';
import { FLOAT16 } from '../emulation.ts';
import { mapTensors, withCompile, withOps, withProgram } from '../mutants.ts';
import type { WrongBackend } from './wrong-backend.ts';

const half = roundTo(FLOAT16);

/** Logits: tier 1. */
export const forwardMistakes: readonly WrongBackend[] = [
  {
    name: 'the head’s bias left out',
    tier: 1,
    says: /head’s bias left out/,
    backend: withCompile('no-bias', (n, p, o) => [
      n,
      mapTensors(p, (name, data) => (name === 'head.bias' ? data.map(() => 0) : data)),
      o,
    ]),
  },
  {
    name: 'GELU by its tanh approximation',
    tier: 1,
    says: /GELU by its tanh/,
    backend: withOps('tanh-gelu', (ops) => ({
      erf: (a) =>
        ops.tanh(
          ops.multiply(
            ops.add(a, ops.multiply(ops.multiply(a, ops.multiply(a, a)), 2 * 0.044715)),
            2 / Math.sqrt(Math.PI),
          ),
        ),
    })),
  },
  {
    name: 'float16 products under a float32 claim',
    tier: 1,
    says: /coarser format/,
    backend: withOps('half-products', (ops) => ({
      matmul: (a, b, ta, tb) => {
        const out = ops.matmul(a, b, ta, tb);
        return { ...out, data: out.data.map(half) };
      },
    })),
  },
  {
    name: 'the first rows again after some',
    tier: 1,
    says: /row 4 has the numbers of row 0/,
    backend: withProgram('repeated-rows', (program) => ({
      async forward(x) {
        const y = await program.forward(x);
        const data = Float64Array.from(y.data);
        if (y.rows > 4) data.copyWithin(4 * y.cols, 0, y.cols);
        return { ...y, data };
      },
    })),
  },
];
