import { expect, it } from 'vitest';
import { ChainzRuleClassifier } from '../../src/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { halves, named, quick } from '../estimators/rows.ts';
import { itTrainsTenAtOnce } from '../support/concurrency.ts';
import { itTakesHardNumbers } from '../support/hard-numbers.ts';
import { itHoldsNoMore } from '../support/long-run.ts';

itTakesHardNumbers('reference', createReferenceBackend, 3);
itTrainsTenAtOnce('reference', createReferenceBackend);
itHoldsNoMore('reference', createReferenceBackend);

it('a fold of one class is scored without inventing figures', async () => {
  const { X, side } = halves(24, 5);
  const model = await new ChainzRuleClassifier(quick).fit(X, named(side));
  const yes = X.filter((_, row) => side[row]);
  const score = await model.score(
    yes,
    yes.map(() => 'yes'),
  );
  expect(score).toBeLessThanOrEqual(1);
});
