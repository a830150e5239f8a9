import { fail, parseDocument } from '@chainzrule/core';
import { z } from 'zod';
import type { Finding } from '../judge/finding.ts';

/** A known failure that a backend's author accepts for now: which cases, why, and until when. */
export interface Waiver {
  /** A case's id, or a pattern with `*` for any characters. */
  readonly case: string;
  readonly reason: string;
  /** Where it is followed up. */
  readonly link: string;
  /** A date, YYYY-MM-DD, after which the waiver no longer counts. */
  readonly until?: string | undefined;
}

const schema: z.ZodType<readonly Waiver[]> = z.array(
  z.strictObject({
    case: z.string().min(1).max(500),
    reason: z.string().min(10, 'a reason that a reader understands'),
    link: z.string().min(5).max(1000),
    until: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date, YYYY-MM-DD')
      .optional(),
  }),
);

/** Reads a waiver file's text. @throws ChainzRuleError `INVALID_DATA`, `INVALID_SPEC`. */
export function parseWaivers(text: string, name = 'the waiver file'): readonly Waiver[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    fail('INVALID_DATA', `${name} is not JSON: ${(error as Error).message}`, { name }, error);
  }
  return parseDocument(schema, value, name);
}

export interface Waived {
  /** Failures that a waiver covers. */
  readonly findings: ReadonlySet<Finding>;
  /** Waivers that cover nothing: their cases pass, are not there, or their time is over. Each is itself a failure. */
  readonly stale: readonly (Waiver & { readonly why: string })[];
}

/** Which failures are waived. `today`: YYYY-MM-DD. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string): Waived {
  const waived = new Set<Finding>();
  const stale: (Waiver & { why: string })[] = [];
  for (const waiver of waivers) {
    const matches = findings.filter((finding) => isMatch(waiver.case, finding.case));
    const failed = matches.filter(({ passed }) => !passed);
    if (waiver.until !== undefined && waiver.until < today)
      stale.push({ ...waiver, why: `it ended on ${waiver.until}` });
    else if (matches.length === 0) stale.push({ ...waiver, why: 'no case has that name' });
    else if (failed.length === 0) stale.push({ ...waiver, why: 'its cases pass' });
    else for (const finding of failed) waived.add(finding);
  }
  return { findings: waived, stale };
}

/** Whether a pattern with `*` for any characters describes a text. Takes the first place for each part, so time is their product at most. */
function isMatch(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
