import { ChainzRuleError, type PlainSchedule, parseScheduleText } from '@chainzrule/core';
import { UsageError } from './usage-error.ts';

/** What a number option allows. */
interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Whether `min` itself is refused. */
  readonly above?: boolean;
}

/** A reader of number options: the whole text must be one number in range. */
export function numberOption(
  option: string,
  { min, max, integer = false, above = false }: Range,
): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const low = above ? value > min : value >= min;
    if (low && value <= max && (!integer || Number.isSafeInteger(value))) return value;
    const kind = integer ? 'a whole number' : 'a number';
    throw new UsageError(
      `${option} ${text}: allowed is ${kind} ${above ? `above ${min}` : `from ${min}`}${max === Number.MAX_VALUE || max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`,
    );
  };
}

/** A number, or one of a few words. */
export function wordOr<W extends string>(
  option: string,
  words: readonly W[],
  otherwise: (text: string) => number,
): (text: string) => W | number {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    if (/^[a-z]/i.test(text.trim()))
      throw new UsageError(`${option} ${text}: allowed is ${words.join(', ')} or a number`);
    return otherwise(text);
  };
}

/** Hidden layers' units: `64,64`, or `none` for a linear model. */
export function layersOption(text: string): number[] {
  if (text === 'none') return [];
  const units = text.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  if (units.every((value) => Number.isSafeInteger(value) && value >= 1 && value <= 65_536)) return units;
  throw new UsageError(
    `--layers ${text}: allowed are widths from 1 to 65536 with commas between, such as 64,64, or none`,
  );
}

/** One of some words. */
export function choice<W extends string>(option: string, words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new UsageError(`${option} ${text}: allowed is ${words.join(', ')}`);
    return word;
  };
}

/** A schedule in its text form. */
export function scheduleOption(text: string): PlainSchedule {
  try {
    return parseScheduleText(text);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    throw new UsageError(`--schedule ${text}: ${error.message}`, { cause: error });
  }
}

/** `COLUMN=VALUE`, repeatable: a value that stands for "missing". */
export function missingOption(
  text: string,
  before: readonly { column: string; value: string }[] = [],
): { column: string; value: string }[] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new UsageError(`--missing ${text}: allowed is COLUMN=VALUE, such as insulin=0 or 4=0`);
  return [...before, { column: text.slice(0, at), value: text.slice(at + 1) }];
}
