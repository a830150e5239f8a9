import { describeValue, fail } from '../errors/fail.ts';

/** How many names a message lists. */
const LISTED = 20;

/**
 * The position of a column given by name or by 0-based index, negative from the end; text that is no name but an integer counts as an index.
 * @throws ChainzRuleError `INVALID_DATA` naming the columns there are, the most alike first.
 */
export function resolveColumn(names: readonly string[], column: string | number): number {
  const byName = typeof column === 'string' ? names.indexOf(column) : -1;
  if (byName >= 0) return byName;
  const index = typeof column === 'number' ? column : /^-?\d+$/.test(column.trim()) ? Number(column) : Number.NaN;
  const position = index < 0 ? names.length + index : index;
  if (Number.isInteger(position) && position >= 0 && position < names.length) return position;
  const alike =
    typeof column === 'string' ? names.toSorted((a, b) => distance(a, column) - distance(b, column)) : names;
  const listed = alike.slice(0, LISTED).map((name) => describeValue(name));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return fail(
    'INVALID_DATA',
    `there is no column ${describeValue(column)}; allowed: an index ${-names.length} ... ${names.length - 1} or a name: ${listed.join(', ')}${more}`,
    { column, names },
  );
}

/** Levenshtein's edit distance, without regard to case, on at most 64 characters of each. */
function distance(a: string, b: string): number {
  const [left, right] = [a.toLowerCase().slice(0, 64), b.toLowerCase().slice(0, 64)];
  let previous = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change));
    }
    previous = row;
  }
  return previous[right.length]!;
}
