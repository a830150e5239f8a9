import { Rng } from '@chainzrule/core';

/** Texts with their labels. */
export interface Toy {
  readonly texts: string[];
  readonly labels: string[];
}

const GOOD = ['great', 'good', 'fine'];
const BAD = ['dull', 'bad', 'awful'];
const OPENINGS = ['the film is', 'the movie was', 'this plot is', 'a film and the acting is'];

/** Sentences that praise or blame, some of them by a negation: `the film is not bad` praises. */
export function toyLanguage(count: number, seed: number): Toy {
  const rng = Rng.fromSeed(seed).fork('toy language');
  const pick = (from: readonly string[]): string => from[rng.integer(from.length)]!;
  const toy: Toy = { texts: [], labels: [] };
  for (let index = 0; index < count; index++) {
    const positive = rng.integer(2) === 1;
    const negated = rng.integer(4) === 0;
    const word = pick(positive === negated ? BAD : GOOD);
    toy.texts.push(`${pick(OPENINGS)} ${negated ? 'not ' : ''}${word}`);
    toy.labels.push(positive ? 'praise' : 'blame');
  }
  return toy;
}
