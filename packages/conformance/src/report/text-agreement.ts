import type { AgreementPair, AgreementReport } from '../compare-backends.ts';

/**
 * An agreement for a terminal: the matrix of max error / tolerance, and for the furthest pair where it lies. Above 1 a pair
 * disagrees. Plain text.
 */
export function textAgreement({ backends, pairs, seed }: AgreementReport): string {
  const names = backends.map(({ name }) => name);
  const width = Math.max(...names.map(({ length }) => length), 9);
  const cell = (a: string, b: string): string =>
    pairs.find((pair) => pair.a === a && pair.b === b)?.ratio.toPrecision(3) ?? '';
  const rows = names
    .slice(0, -1)
    .map((row) => [row.padEnd(width), ...names.slice(1).map((column) => cell(row, column).padStart(width))].join('  '));
  const header = [''.padEnd(width), ...names.slice(1).map((name) => name.padStart(width))].join('  ');
  const apart = pairs.filter(({ ratio }) => !(ratio <= 1));
  const furthest = pairs.toSorted((a, b) => b.ratio - a.ratio).slice(0, 1);
  const cases = pairs[0]?.cases ?? 0;
  return [
    `Largest difference of each pair in units of its own tolerances; above 1 it disagrees. ${cases} cases, seed ${seed}.`,
    '',
    header,
    ...rows.map((row) => row.trimEnd()),
    '',
    ...(apart.length > 0 ? apart : furthest).map(place),
    `${pairs.length - apart.length} of ${pairs.length} pairs agree.`,
  ].join('\n');
}

function place({ a, b, ratio, worst }: AgreementPair): string {
  const at = `${worst.case}, ${worst.tensor}[${worst.index}]`;
  return `${ratio <= 1 ? 'Furthest apart' : '✗'}: ${a} and ${b}, ${ratio.toPrecision(3)} (${at}: ${worst.a.toPrecision(8)} and ${worst.b.toPrecision(8)})`;
}
