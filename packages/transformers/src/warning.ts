/** What a {@link TextWarning} is about. */
export type TextWarningCode = 'ENCODER_DEVIATES' | 'TEXTS_CUT' | 'CACHE_UNUSABLE';

/** Something that is no error and must not pass unseen. */
export interface TextWarning {
  readonly code: TextWarningCode;
  /** What was found, against what limit, and what to do. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Takes a warning. */
export type OnWarning = (warning: TextWarning) => void;

/** Where warnings go that nobody takes: Node's own `warning` event, which prints them once unless told otherwise. */
export const processWarning: OnWarning = ({ code, message }) => {
  if (typeof process !== 'undefined') process.emitWarning?.(message, { type: 'ChainzRuleWarning', code });
};
