const MISSING: ReadonlySet<string> = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a trimmed cell stands for a missing value: empty, `?`, `NA`, `N/A`, `NaN`, `null`, in any case. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/** The finite decimal number that a trimmed cell holds, or undefined. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
