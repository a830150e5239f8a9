import { expect } from 'vitest';

/** max|Δ| ≤ relative · max|expected|; non-finite values must be the same. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  relative: number,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  const wanted = Array.from(expected);
  const scale = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  wanted.forEach((value, index) => {
    const found = actual[index]!;
    if (Object.is(found, value)) return;
    const error = Math.abs(found - value);
    expect(error <= relative * scale + 1e-30, `${what}[${index}]: ${found}, expected ${value}, error ${error}`).toBe(
      true,
    );
  });
}
