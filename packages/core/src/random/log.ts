/** ln 2 cut to its leading 33 bits, so that its product with any exponent of a float64 is exact, and the rest. */
const LN2_HIGH = 5954088943 / 8589934592;
const LN2_LOW = 7.440617110012397e-11;

/** 2/25, 2/23 … 2/3. */
const SERIES: readonly number[] = Array.from({ length: 12 }, (_, index) => 2 / (25 - 2 * index));

/** [k, 2^k, 2^-k] for k = 512, 256 … 1. */
const SCALES: readonly (readonly [number, number, number])[] = scales();

function scales(): [number, number, number][] {
  const list: [number, number, number][] = [];
  for (let k = 1, power = 2; k <= 512; k *= 2, power *= power) list.unshift([k, power, 1 / power]);
  return list;
}

/**
 * The natural logarithm in +, −, × and ÷ alone: the same bytes on every IEEE machine, which `Math.log` does not promise.
 *
 * `x = 2^e · (1 + f)` with `√½ ≤ 1 + f < √2`, `s = f / (2 + f)`, `ln(1 + f) = 2 artanh s = f − s (f − R)`,
 * `R = 2 (s²/3 + s⁴/5 + …)`: the series' first term is exact in f, so the error stays below one unit in the last place.
 * 0 gives −∞, negative numbers and NaN give NaN. No allocation.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let mantissa = x;
  let exponent = 0;
  if (x < 0.5 || x >= 2) {
    for (const [k, power, inverse] of SCALES) {
      while (mantissa >= power) {
        mantissa *= inverse;
        exponent += k;
      }
      while (mantissa < inverse) {
        mantissa *= power;
        exponent -= k;
      }
    }
  }
  if (mantissa >= Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  } else if (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  return exponent * LN2_HIGH + (f - (s * (f - tail(s * s)) - exponent * LN2_LOW));
}

/** 2 (w/3 + w²/5 + … + w¹²/25); the next term is below 2⁻⁶⁵ at the largest w, (3 − 2√2)². */
function tail(w: number): number {
  let sum = 0;
  for (const coefficient of SERIES) sum = w * (coefficient + sum);
  return sum;
}
