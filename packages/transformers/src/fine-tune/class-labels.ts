import { byCodePoints, describeValue, fail, type HeadSpec, type Label } from '@chainzrule/core';

/** Classes named in a message. */
const SHOWN = 10;

/** The classes of training labels in order: numbers as numbers, texts by code points. @throws ChainzRuleError `INVALID_DATA`. */
export function classesOf(call: string, labels: ArrayLike<Label>): readonly Label[] {
  if (typeof labels?.length !== 'number')
    fail('INVALID_DATA', `${call}: labels are ${describeValue(labels)}; allowed: an array of texts or numbers`);
  const known = new Set<Label>();
  for (let row = 0; row < labels.length; row++) {
    const label: unknown = labels[row];
    if (typeof label !== 'string' && !(typeof label === 'number' && Number.isFinite(label)))
      fail('INVALID_DATA', `${call}: label ${row} is ${describeValue(label)}; allowed: texts or numbers`, { row });
    known.add(label);
  }
  const classes = [...known];
  const numeric = classes.every((label) => typeof label === 'number');
  if (!numeric && classes.some((label) => typeof label === 'number'))
    fail('INVALID_DATA', `${call}: labels are numbers and texts; allowed: all numbers, or all texts`);
  if (classes.length < 2)
    fail('INVALID_DATA', `${call}: there is one class only, ${describeValue(classes[0])}; at least two are needed`);
  return classes.sort(numeric ? (a, b) => Number(a) - Number(b) : byText);
}

/** Class indices of labels. @throws ChainzRuleError `INVALID_DATA` for a label that training did not see. */
export function classIndices(call: string, classes: readonly Label[], labels: ArrayLike<Label>): Float64Array {
  const indices = new Map(classes.map((label, index) => [label, index]));
  return Float64Array.from({ length: labels.length }, (_, row) => {
    const index = indices.get(labels[row]!);
    if (index !== undefined) return index;
    const known = classes.slice(0, SHOWN).map(describeValue).join(', ');
    return fail(
      'INVALID_DATA',
      `${call}: label ${row} is ${describeValue(labels[row])}, which training did not see; known: ${known}`,
      { row },
    );
  });
}

/** The head for these classes. */
export function headOf(classes: number, ordinal: boolean): Exclude<HeadSpec, { type: 'regression' }> {
  if (ordinal) return { type: 'ordinal', classes };
  return classes === 2 ? { type: 'binary' } : { type: 'categorical', classes };
}

function byText(a: Label, b: Label): number {
  return byCodePoints(String(a), String(b));
}
