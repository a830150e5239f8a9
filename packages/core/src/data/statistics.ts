/** Order of texts that does not depend on a locale. */
export function byCodePoints(a: string, b: string): number {
  // `<` compares UTF-16 units, which puts characters beyond U+FFFF before U+E000.
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}

/** Mean and (population) sd of finite values, in units of the largest so that nothing overflows; sd 0 gives scale 1. */
export function meanAndScale(values: Float64Array): { readonly mean: number; readonly scale: number } {
  const largest = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (largest === 0) return { mean: 0, scale: 1 };
  const mean = values.reduce((sum, value) => sum + value / largest, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value / largest - mean) ** 2, 0) / values.length;
  const scale = Math.sqrt(variance) * largest;
  // A constant column's deviations are nothing but rounding.
  return { mean: mean * largest, scale: Math.sqrt(variance) > 1e-14 ? Math.max(scale, Number.MIN_VALUE) : 1 };
}
