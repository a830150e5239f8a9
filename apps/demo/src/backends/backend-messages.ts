/** A backend that was opened, in its own words. */
export interface OpenedBackend {
  readonly name: string;
  /** What really computes. */
  readonly device: string;
  /** u of its number format. */
  readonly unitRoundoff: number;
  readonly deterministic: boolean;
}
