import { type NetworkSpec, type Parameters, programFunctions } from '@chainzrule/core';
import { tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { AfterNode } from '../sensitivity/graph-run.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { coarseRounding, inFloat64, type KnownMistake, nearestMistake, rowsElsewhere } from './known-mistake.ts';

/** The likeliest cause of wrong logits. */
export function forwardCause(given: ConformanceCase, logits: ArrayLike<number>, { variants }: Sensitivity): string {
  const right = variants[0]!;
  return (
    nearestMistake([logits], right, mistakes(given, right[0]!.expected)) ??
    rowsElsewhere(logits, right[0]!, given.batch.x.rows) ??
    coarseRounding([logits], right) ??
    'no known mistake gives these logits'
  );
}

function mistakes(given: ConformanceCase, expected: Float64Array): KnownMistake[] {
  const { network, parameters, batch } = given;
  const x = { shape: [batch.x.rows, batch.x.cols], data: Float64Array.from(batch.x.data) };
  const forward = (from: Parameters, after?: AfterNode) =>
    inFloat64(programFunctions(network, given.optimizer).forward, [...tensorInputs(network, from), x], after);
  const withoutBias = (name: string, cause: string): KnownMistake => {
    const { shape, data } = parameters[name]!;
    return {
      cause: `${cause} left out`,
      results: () => forward({ ...parameters, [name]: { shape, data: new Float64Array(data.length) } }),
    };
  };
  return [
    withoutBias('head.bias', 'the head’s bias'),
    ...network.layers.map((_, layer) => withoutBias(`layers.${layer}.bias`, `the bias of layer ${layer}`)),
    { cause: 'GELU by its tanh approximation', results: () => forward(parameters, tanhForErf) },
    { cause: 'probabilities in the place of logits', results: () => [probabilities(network, expected)] },
  ];
}

/** erf(z / √2) ≈ tanh(√(2/π) (z + 0.044715 z³)), for the argument a = z / √2. */
const tanhForErf: AfterNode = ({ operation }, values, [argument]) => {
  if (operation.kind !== 'erf') return;
  for (const [i, a] of argument!.entries()) {
    const z = Math.SQRT2 * a;
    values[i] = Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3));
  }
};

function probabilities({ head }: NetworkSpec, logits: Float64Array): Float64Array {
  if (head.type !== 'categorical') return logits.map((value) => 1 / (1 + Math.exp(-value)));
  return logits.map((value, i) => {
    const start = i - (i % head.classes);
    const row = logits.subarray(start, start + head.classes);
    return 1 / row.reduce((sum, other) => sum + Math.exp(other - value), 0);
  });
}
