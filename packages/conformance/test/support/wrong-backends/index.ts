import { descriptionMistakes } from './description-mistakes.ts';
import { errorMistakes } from './error-mistakes.ts';
import { forwardMistakes } from './forward-mistakes.ts';
import { normMistakes } from './norm-mistakes.ts';
import { penaltyMistakes } from './penalty-mistakes.ts';
import { resourceMistakes } from './resource-mistakes.ts';
import { snapshotMistakes } from './snapshot-mistakes.ts';
import { taskMistakes } from './task-mistakes.ts';
import { trainingMistakes } from './training-mistakes.ts';
import type { WrongBackend } from './wrong-backend.ts';

/** Every wrong backend, tier by tier. */
export const wrongBackends: readonly WrongBackend[] = [
  ...descriptionMistakes,
  ...forwardMistakes,
  ...taskMistakes,
  ...penaltyMistakes,
  ...normMistakes,
  ...trainingMistakes,
  ...snapshotMistakes,
  ...resourceMistakes,
  ...errorMistakes,
];
