import { mean, standardDeviation } from '../statistics/descriptive.ts';

const MINUS = '−';

/** A number with a fixed number of decimals; "–" where there is none. */
export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  // Rounding must not leave a minus before a zero.
  const rounded = Number(value.toFixed(digits)) === 0 ? 0 : value;
  return rounded.toFixed(digits).replace('-', MINUS);
}

/** A number with its sign. */
export function signed(value: number, digits = 3): string {
  const shown = fixed(value, digits);
  return shown.startsWith(MINUS) || shown === '–' || Number(value.toFixed(digits)) === 0 ? shown : `+${shown}`;
}

/** A share in per cent. */
export function percent(value: number, digits = 1): string {
  return Number.isNaN(value) ? '–' : fixed(100 * value, digits);
}

/** Mean ± sample sd. */
export function meanAndSd(values: readonly number[], digits = 3): string {
  if (values.length === 0) return '–';
  return values.length === 1
    ? fixed(values[0]!, digits)
    : `${fixed(mean(values), digits)} ± ${fixed(standardDeviation(values), digits)}`;
}

/** [low, high] with signs. */
export function interval({ low, high }: { readonly low: number; readonly high: number }, digits = 3): string {
  return Number.isNaN(low) ? '–' : `[${signed(low, digits)}, ${signed(high, digits)}]`;
}

/** A p-value as papers write it. */
export function pValue(p: number): string {
  if (Number.isNaN(p)) return '–';
  if (p < 0.001) return '< 0.001';
  return p.toFixed(3);
}

/** A text whose numbers are cut to the nine digits that tell any two float32 apart. */
export function withoutNoise(text: string): string {
  return text.replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, (number) =>
    String(Number(Number(number).toPrecision(9))).replaceAll('-', MINUS),
  );
}

/** A large or small positive number in three digits. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value) || value === 0) return fixed(value, 0);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent > 6) return value.toExponential(digits - 1).replace('-', MINUS);
  return fixed(value, Math.max(0, digits - 1 - exponent));
}
