import { programFunctions } from '@chainzrule/core';
import { tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { forwardCause } from '../causes/forward-causes.ts';
import { verdicts } from '../judge/best-variant.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import type { TierContext } from './context.ts';

/** T1: the logits of every row. */
export async function checkForward(
  { backend, arithmetic, judge }: TierContext,
  given: ConformanceCase,
): Promise<Finding> {
  const { network, parameters, batch, optimizer } = given;
  await using program = await backend.compile(network, parameters, optimizer);
  const logits = await program.forward(batch.x);
  const x = { shape: [batch.x.rows, batch.x.cols], data: batch.x.data as Float64Array };
  const inputs = [...tensorInputs(network, parameters), x];
  const judged = judge(programFunctions(network, optimizer).forward, inputs, arithmetic, given.seed);
  const finding = numbers(1, given.id, 'logits', verdicts([['logits', logits.data]], judged));
  return finding.passed ? finding : { ...finding, cause: forwardCause(given, logits.data, judged) };
}
