import { programFunctions } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { objectiveCause } from '../causes/objective-causes.ts';
import { verdicts } from '../judge/best-variant.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import type { TierContext } from './context.ts';
import { checkDirections } from './directions.ts';
import { namedResults } from './evaluation-results.ts';

/** T2: the task's loss and gradient, penalty switched off by λ = 0. */
export async function checkTask(context: TierContext, given: ConformanceCase): Promise<Finding[]> {
  const plain = { ...given, lambda: 0 };
  const { finding, found, judged } = await evaluate(context, plain, 2, 'task gradient');
  return [finding, ...(await checkDirections(context, plain, 2, found, judged))];
}

/** T3: the penalty of each layer, and the gradient of task + λ · penalty. */
export async function checkPenalty(context: TierContext, given: ConformanceCase): Promise<Finding[]> {
  if (given.network.dreg.penalty === 'none') return [];
  const { finding, found, judged } = await evaluate(context, given, 3, 'penalty and gradient');
  return [finding, ...(await checkDirections(context, given, 3, found, judged))];
}

async function evaluate(context: TierContext, given: ConformanceCase, tier: 2 | 3, check: string) {
  const { network, parameters, batch, optimizer, lambda, seed } = given;
  await using program = await context.backend.compile(network, parameters, optimizer);
  const found = await program.evaluate(batch, lambda);
  const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)];
  const judged = context.judge(programFunctions(network, optimizer).evaluate, inputs, context.arithmetic, seed);
  // The penalty's own value is T3's matter, which networks without one do not reach.
  const ownMatter = tier === 3 || network.dreg.penalty === 'none';
  const results = verdicts(namedResults(found), judged).filter(
    ({ tensor }) => ownMatter || !tensor.startsWith('penalty'),
  );
  const finding = numbers(tier, given.id, check, results);
  const cause = finding.passed ? undefined : objectiveCause(given, found, judged);
  return { finding: { ...finding, cause }, found, judged };
}
