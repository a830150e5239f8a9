const marker: unique symbol = Symbol.for('chainzrule.error');

/** Stable machine-readable reasons. A code never changes its meaning once released. */
export type ErrorCode =
  | 'INVALID_SPEC'
  | 'INVALID_ARGUMENT'
  | 'SHAPE_MISMATCH'
  | 'NON_FINITE_INPUT'
  | 'INVALID_DATA'
  | 'INVALID_MODEL_FILE'
  | 'UNSUPPORTED'
  | 'NOT_FITTED'
  | 'DISPOSED'
  | 'DIVERGED'
  | 'ABORTED'
  | 'BACKEND_FAILED'
  | 'MISSING_DEPENDENCY'
  | 'IO_FAILED';

/**
 * The base of every error this project throws on purpose.
 *
 * `message` says what was asked, what was found, the limit and what to do; `code` is stable; `details` holds the same
 * facts as plain data; `cause` keeps the error of a dependency where there was one.
 */
export class ChainzRuleError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ChainzRuleError';
    this.code = code;
    this.details = details;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether `value` is an error of this project, also across two installed copies of the package. */
  static isInstance(value: unknown): value is ChainzRuleError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[marker] === true;
  }
}
