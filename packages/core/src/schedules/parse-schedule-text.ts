import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { SpecIssue } from '../spec/parse.ts';
import { type ControlledSchedule, MAX_WARMUPS, type PlainSchedule, type ScheduleSpec } from './schedule.ts';
import { parseSchedule } from './schedule-schema.ts';
import { TextCursor } from './text-cursor.ts';

/** One example of every kind. */
const EXAMPLES: Readonly<Record<ScheduleSpec['kind'], string>> = {
  constant: 'constant:0.1',
  linear: 'linear:1e-1..1e-3',
  geometric: 'geometric:1e-1..1e-3',
  cosine: 'cosine:1e-1..0',
  step: 'step:0.1@0,0.01@0.5',
  piecewise: 'piecewise:0.1@0,0.5@0.3,0@1',
  warmup: 'warmup:0.1:geometric:1e-1..1e-3',
  controlled: 'controlled:target=1.05,gain=2,min=1e-4,max=1,start=0.1',
};

/**
 * Reads a schedule from a line of text, the other way round of `formatSchedule`: a number, or `kind:…` as in
 * `linear:1e-1..1e-3`, `step:0.1@0,0.01@0.5` (value@progress), `warmup:0.1:cosine:1e-1..0`,
 * `controlled:target=1.05,gain=2,min=1e-4,max=1,start=0.1`. White space around it is ignored.
 * @throws ChainzRuleError `INVALID_SPEC` showing the text, where it goes wrong and an example; `INVALID_ARGUMENT` unless it is text.
 */
export function parseScheduleText(text: string): PlainSchedule {
  if (typeof text !== 'string') {
    fail(
      'INVALID_ARGUMENT',
      `parseScheduleText: text is ${describeValue(text)}; allowed: text, for example ${EXAMPLES.geometric}`,
    );
  }
  const cursor = new TextCursor(text.trim());
  const schedule = read(cursor, '', 0);
  if (cursor.at < cursor.text.length) cursor.refuse('the end');
  try {
    return parseSchedule(schedule) as PlainSchedule;
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    const issue = (error.details['issues'] as SpecIssue[])[0]!;
    cursor.returnTo(issue.path);
    return cursor.refuse(`${issue.path} ${issue.allowed}`);
  }
}

/** Reads one schedule whose fields stand under `path` ('' or 'schedule.' …) of the document. */
function read(cursor: TextCursor, path: string, depth: number): PlainSchedule {
  const start = cursor.at;
  const word = cursor.word();
  if (word === undefined) return cursor.number(path.slice(0, -1) || '(top level)');
  const kind = Object.keys(EXAMPLES).find((known): known is ScheduleSpec['kind'] => known === word);
  if (kind === undefined) {
    cursor.at = start;
    return cursor.refuse(`a number, or one of ${Object.keys(EXAMPLES).join(' ')}`);
  }
  if (kind === 'warmup' && depth === MAX_WARMUPS) {
    cursor.at = start;
    return cursor.refuse(`no more than ${MAX_WARMUPS} warmups in one another`);
  }
  cursor.mark(`${path}kind`, start);
  cursor.example = EXAMPLES[kind];
  cursor.expect(':');
  switch (kind) {
    case 'constant':
      return { kind, value: cursor.number(`${path}value`) };
    case 'linear':
    case 'geometric':
    case 'cosine': {
      const from = cursor.number(`${path}from`);
      cursor.expect('..');
      return { kind, from, to: cursor.number(`${path}to`) };
    }
    case 'step':
      return { kind, steps: readPairs(cursor, `${path}steps`, 'from').map(([value, from]) => ({ value, from })) };
    case 'piecewise':
      return { kind, points: readPairs(cursor, `${path}points`, 'at').map(([value, at]) => ({ value, at })) };
    case 'warmup': {
      const fraction = cursor.number(`${path}fraction`);
      cursor.expect(':');
      return { kind, fraction, schedule: read(cursor, `${path}schedule.`, depth + 1) };
    }
    case 'controlled':
      return readControlled(cursor, path);
  }
}

/** `value@progress,value@progress…` */
function readPairs(cursor: TextCursor, path: string, key: string): [number, number][] {
  const pairs: [number, number][] = [];
  do {
    const value = cursor.number(`${path}.${pairs.length}.value`);
    cursor.expect('@');
    pairs.push([value, cursor.number(`${path}.${pairs.length}.${key}`)]);
  } while (cursor.take(','));
  return pairs;
}

/** `name=number,…`, every name once, in any order. */
function readControlled(cursor: TextCursor, path: string): ControlledSchedule {
  const missing = new Set<string>(['target', 'gain', 'min', 'max', 'start']);
  const fields: Record<string, number> = {};
  do {
    const start = cursor.at;
    const name = cursor.word() ?? '';
    if (!missing.delete(name)) {
      cursor.at = start;
      cursor.refuse(missing.size === 0 ? 'the end' : `one of ${[...missing].join(' ')}`);
    }
    cursor.expect('=');
    fields[name] = cursor.number(`${path}${name}`);
  } while (cursor.take(','));
  if (missing.size > 0) cursor.refuse(`"," and the missing ${[...missing].join(' ')}`);
  return { ...fields, kind: 'controlled' } as ControlledSchedule;
}
