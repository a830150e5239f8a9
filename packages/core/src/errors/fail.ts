import { ChainzRuleError, type ErrorCode } from './chainzrule-error.ts';

/** Throws a {@link ChainzRuleError}; reads as one line where a check fails. */
export function fail(code: ErrorCode, message: string, details?: Record<string, unknown>, cause?: unknown): never {
  throw new ChainzRuleError(code, message, details, cause === undefined ? undefined : { cause });
}

/** How a found value is shown in a message: short, on one line, quoted when it is text. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return `${value}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'an object';
  } catch {
    text = 'an object';
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
