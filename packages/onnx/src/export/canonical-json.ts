import { describeValue, fail } from '@chainzrule/core';

/** Deepest nesting of documents. */
const MAX_DEPTH = 64;

/** Plain data as JSON with sorted keys, so that equal documents are equal bytes. @throws ChainzRuleError `INVALID_ARGUMENT`. */
export function canonicalJson(value: unknown, what: string, depth = 0): string {
  if (depth > MAX_DEPTH)
    fail('INVALID_ARGUMENT', `exportOnnx: ${what} nests more than ${MAX_DEPTH} deep, or in itself`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, what, depth + 1)).join(',')}]`;
  if (typeof value !== 'object')
    fail('INVALID_ARGUMENT', `exportOnnx: ${what} holds ${describeValue(value)}, which JSON cannot say`);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field, what, depth + 1)}`).join(',')}}`;
}
