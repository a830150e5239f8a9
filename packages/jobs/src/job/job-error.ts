import { ChainzRuleError } from '@chainzrule/core';

const LONGEST = 2000;

/** What is recorded of an error: its code and message, never a stack, bounded in size. */
export function jobError(error: unknown): { readonly code: string; readonly message: string } {
  const code = ChainzRuleError.isInstance(error) ? error.code : 'JOB_FAILED';
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: message.slice(0, LONGEST) };
}
