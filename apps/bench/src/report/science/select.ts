import type { ResultRecord } from '../../records/record.ts';

/** Results of one experiment. */
export function ofExperiment(results: readonly ResultRecord[], experiment: string): ResultRecord[] {
  return results.filter(({ job }) => job.suite === 'science' && job.experiment === experiment);
}

/** Results by the value of a key, keys in ascending order of first numbers, then text. */
export function groupBy<K extends string | number>(
  results: readonly ResultRecord[],
  key: (result: ResultRecord) => K,
): Map<K, ResultRecord[]> {
  const groups = new Map<K, ResultRecord[]>();
  for (const result of results) {
    const own = key(result);
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [result]);
    else group.push(result);
  }
  return new Map(
    [...groups].sort(([a], [b]) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
    ),
  );
}

/** What tells one test set from another: data set, noise, share of rows, repeat and fold. Results of one split are paired. */
export function splitKey({ job: { at } }: ResultRecord): string {
  return `${at['dataset']} ${at['noise']} ${at['fraction']} ${at['repeat']} ${at['fold']}`;
}

/**
 * The results of those splits that every method of the list has: a run that goes on adds methods one after another, and means over different
 * test sets would compare test sets. Everything where no split is whole.
 */
export function onWholeSplits(results: readonly ResultRecord[]): ResultRecord[] {
  const methods = new Set(results.map(({ job }) => job.name)).size;
  const bySplit = [...groupBy(results, splitKey).values()];
  const whole = bySplit.filter((list) => new Set(list.map(({ job }) => job.name)).size === methods);
  return (whole.length === 0 ? bySplit : whole).flat();
}

/** A figure of every result that has it. */
export function figuresOf(results: readonly ResultRecord[], figure: string): number[] {
  return results.flatMap((result) => {
    const value = result.figures[figure];
    return value === null || value === undefined ? [] : [value];
  });
}

/** Names in the order of a list, those not in it last. */
export function inOrder(names: Iterable<string>, order: readonly string[]): string[] {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** A figure of two methods on the splits that both have. */
export function pairedFigures(
  results: readonly ResultRecord[],
  reference: readonly ResultRecord[],
  figure: string,
): { readonly own: number; readonly other: number; readonly split: string }[] {
  const others = new Map(reference.map((result) => [splitKey(result), result.figures[figure]]));
  return results
    .flatMap((result) => {
      const [own, other] = [result.figures[figure], others.get(splitKey(result))];
      return typeof own === 'number' && typeof other === 'number' ? [{ own, other, split: splitKey(result) }] : [];
    })
    .sort((a, b) => (a.split < b.split ? -1 : 1));
}
