import type { ResultRecord } from '../../records/record.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { deviceText } from '../device-text.ts';
import { fixed, significant, withoutNoise } from '../numbers.ts';

/** Two backends and how far they are apart. */
interface Pair {
  readonly name: string;
  /** Largest error / tolerance; infinite where one of the two gave no number. */
  readonly ratio: number;
}

const NO_PAIR = 'fewer than two backends could run here, so none was compared.';

function pairsOf({ figures }: ResultRecord): Pair[] {
  return Object.entries(figures)
    .filter(([name]) => name.includes(' × '))
    .map(([name, ratio]) => ({ name, ratio: ratio ?? Number.POSITIVE_INFINITY }));
}

/** Names of the pairs that are further apart than their tolerance. */
export function pairsBeyond(result: ResultRecord): string[] {
  return pairsOf(result)
    .filter(({ ratio }) => ratio > 1)
    .map(({ name }) => name);
}

/** What the pairs of a place say, in a sentence. */
export function pairSummary(result: ResultRecord): string {
  const pairs = pairsOf(result);
  if (pairs.length === 0) return `${result.job.at['place']}: ${NO_PAIR}`;
  const beyond = pairsBeyond(result);
  const worst = Math.max(...pairs.map(({ ratio }) => ratio));
  const names = beyond.length === 0 ? '' : ` (${beyond.join(', ')})`;
  return `${result.job.at['place']}: ${pairs.length} pairs of backends on ${result.figures['cases']} cases, ${beyond.length} beyond their tolerance${names}; largest error ${significant(worst, 2)} of it.`;
}

/** Every pair of a place, its worst case, and what computed. */
export function pairBlocks(result: ResultRecord): Block[] {
  const { job, figures, notes = {} } = result;
  const pairs = pairsOf(result);
  const title = heading(`${job.at['place']}: largest error / tolerance`);
  if (pairs.length === 0) return [title, text(NO_PAIR)];
  const names = [...new Set(pairs.flatMap(({ name }) => name.split(' × ')))];
  const ratio = (a: string, b: string): string => {
    const found = pairs.find(({ name }) => name === `${a} × ${b}` || name === `${b} × ${a}`);
    return a === b ? '' : significant(found?.ratio ?? Number.NaN, 2);
  };
  const worst = pairs.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const absent = Object.entries(notes).filter(([name]) => name.startsWith('absent '));
  return [
    title,
    text(
      `Over ${fixed(figures['cases'] ?? Number.NaN, 0)} cases; 1 is the limit. The worst of all is **${worst.name}** with ${significant(worst.ratio, 3)}: ${withoutNoise(String(notes[worst.name] ?? ''))}.`,
    ),
    table(
      ['backend', ...names],
      names.map((a) => [a, ...names.map((b) => ratio(a, b))]),
    ),
    table(
      ['backend', 'device'],
      names.map((name) => [name, deviceText(String(notes[`device ${name}`] ?? ''))]),
      { left: 2 },
    ),
    table(
      ['pair', 'worst case', 'error / tolerance'],
      pairs.map(({ name, ratio: apart }) => [name, withoutNoise(String(notes[name] ?? '')), significant(apart, 3)]),
      { left: 2 },
    ),
    ...(absent.length === 0
      ? []
      : [
          table(
            ['not there', 'why'],
            absent.map(([name, why]) => [name.slice(7), String(why)]),
            { left: 2 },
          ),
        ]),
  ];
}
