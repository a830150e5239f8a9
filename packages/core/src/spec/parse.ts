import type { z } from 'zod';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { describeValue } from '../errors/fail.ts';

/** One thing that is wrong with a document: where, what was found there and what is allowed. */
export interface SpecIssue {
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
}

/**
 * Checks `value` against `schema` and returns it typed.
 *
 * @throws ChainzRuleError `INVALID_SPEC`; the message lists every issue as `path: found …; allowed: …`, and
 * `details.issues` holds them as {@link SpecIssue}s.
 */
export function parseDocument<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => describeIssue(issue, value));
  const lines = issues.map((issue) => `${issue.path}: found ${issue.found}; allowed: ${issue.allowed}`);
  throw new ChainzRuleError('INVALID_SPEC', `${what} is not valid. ${lines.join(' | ')}`, { what, issues });
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): SpecIssue[] {
  const path = issue.path.length === 0 ? '(top level)' : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: issue.path.length === 0 ? key : `${path}.${key}`,
      found: 'a field that is not known',
      allowed: 'only documented fields (a typing error?)',
    }));
  }
  return [{ path, found: describeValue(valueAt(root, issue.path)), allowed: allowedBy(issue) }];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'invalid_type':
      return issue.expected;
    case 'too_small':
      return `${issue.origin} ${issue.inclusive === false ? '>' : '>='} ${issue.minimum}`;
    case 'too_big':
      return `${issue.origin} ${issue.inclusive === false ? '<' : '<='} ${issue.maximum}`;
    case 'invalid_union':
      return unionAllowed(issue);
    default:
      return issue.message;
  }
}

function unionAllowed(issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>): string {
  const options = (issue as { options?: unknown[] }).options;
  if (Array.isArray(options) && options.length > 0) {
    const field = (issue as { discriminator?: string }).discriminator ?? 'type';
    return `${field} ${options.map((value) => JSON.stringify(value)).join(' | ')}`;
  }
  const branches = issue.errors.map((branch) => branch.map((inner) => allowedBy(inner)).join(', '));
  return branches.length > 0 ? branches.join(' or ') : issue.message;
}
