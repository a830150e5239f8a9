import { Rng } from '@chainzrule/core';

const SUBJECTS = ['the film', 'this movie', 'the plot', 'the acting'];
const WORDS = { bad: ['awful', 'bad'], dull: ['dull'], fine: ['fine'], good: ['good', 'great'] } as const;

/** Classes of the toy language, worst first. */
const TOY_CLASSES = ['bad', 'dull', 'fine', 'good'] as const;

/** Sentences whose class follows from one word: learnable from any embedding that keeps words apart. */
export function toyLanguage(
  count: number,
  seed: number,
): { readonly texts: string[]; readonly labels: string[]; readonly grades: number[] } {
  const rng = Rng.fromSeed(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.uniform() * list.length)]!;
  const labels = Array.from({ length: count }, () => pick(TOY_CLASSES));
  const texts = labels.map(
    (label) => `${pick(SUBJECTS)} ${pick(['is', 'was'])} ${pick(['very ', ''])}${pick(WORDS[label])}`,
  );
  return { texts, labels, grades: labels.map((label) => TOY_CLASSES.indexOf(label) + 1) };
}
