import { describeValue, fail } from '@chainzrule/core';

/** Weights of texts, checked. @throws ChainzRuleError `SHAPE_MISMATCH`, `INVALID_DATA`. */
export function sampleWeights(
  call: string,
  texts: number,
  weights: ArrayLike<number> | undefined,
): Float64Array | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== texts)
    fail('SHAPE_MISMATCH', `${call}: there are ${texts} texts and ${weights.length} weights; give one weight a text`);
  const values = Float64Array.from(weights);
  const bad = values.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0)
    fail(
      'INVALID_DATA',
      `${call}: the weight of text ${bad} is ${describeValue(weights[bad])}; allowed: numbers >= 0`,
      { row: bad },
    );
  if (!values.some((weight) => weight > 0)) fail('INVALID_DATA', `${call}: every weight is 0; some text must count`);
  return values;
}
