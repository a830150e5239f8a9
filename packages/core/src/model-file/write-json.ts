import { describeValue, fail } from '../errors/fail.ts';
import { isPlainObject, MAX_JSON_DEPTH } from './json.ts';

/**
 * Writes plain data as JSON with sorted keys and no spaces, so that equal documents are equal bytes. Fields that are undefined are left out.
 * @throws ChainzRuleError `INVALID_ARGUMENT` naming the path of what JSON cannot hold.
 */
export function writeJson(value: unknown, what: string): string {
  return write(value, what, 0);
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > MAX_JSON_DEPTH)
    fail('INVALID_ARGUMENT', `${path} is nested more than ${MAX_JSON_DEPTH} deep, or in itself`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${Array.from(value, (item, i) => write(item, `${path}[${i}]`, depth + 1)).join(',')}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    const fields = keys.sort().map((key) => `${JSON.stringify(key)}:${write(value[key], `${path}.${key}`, depth + 1)}`);
    return `{${fields.join(',')}}`;
  }
  fail(
    'INVALID_ARGUMENT',
    `${path} is ${describeValue(value)}; a model file holds plain JSON: finite numbers, text, booleans, null, arrays, objects`,
  );
}
