/** Batches of texts of like length, longest first, so that little is padding and what does not fit in memory shows at once. */
export function lengthBatches(texts: readonly string[], size: number): string[][] {
  const sorted = texts.toSorted((a, b) => b.length - a.length);
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  );
}
