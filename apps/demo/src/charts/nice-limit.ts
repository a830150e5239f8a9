/** The smallest of 1, 2, 3, 5 × 10ᵏ that is not below the value: a scale's end that does not tremble from picture to picture. */
export function niceLimit(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 3, 5].find((step) => step * power >= value) ?? 10);
}
