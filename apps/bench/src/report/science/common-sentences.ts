/** Titled texts with the sentences that several of them share taken out into one more, which comes last and names whose they are. */
export function commonSentences(texts: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const owners = new Map<string, string[]>();
  for (const [title, words] of texts)
    for (const sentence of new Set(sentencesOf(words))) owners.set(sentence, [...(owners.get(sentence) ?? []), title]);
  const isShared = (sentence: string): boolean => owners.get(sentence)!.length > 1;
  const own = texts.map(
    ([title, words]) =>
      [
        title,
        sentencesOf(words)
          .filter((one) => !isShared(one))
          .join(' '),
      ] as const,
  );
  const shared = new Map<string, string[]>();
  for (const [sentence, titles] of owners) {
    if (titles.length < 2) continue;
    const key = [...new Set(titles)].join(', ');
    shared.set(key, [...(shared.get(key) ?? []), sentence]);
  }
  return [...own, ...[...shared].map(([titles, sentences]) => [`in common (${titles})`, sentences.join(' ')] as const)];
}

/** A point inside a number, and one before a small letter, ends no sentence. */
function sentencesOf(words: string): string[] {
  return words.split(/(?<=\.) (?=\p{Lu}|λ)/u);
}
