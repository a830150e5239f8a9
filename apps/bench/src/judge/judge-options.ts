/** How much of the conformance kit a backend is given. */
export interface JudgeOptions {
  /** Golden vectors as JSON texts. */
  readonly vectors: readonly string[];
  readonly cases: number;
  readonly multiplyAdds: number;
  readonly seed: number;
  /** Steps of each trajectory of tier 5. */
  readonly trajectorySteps: number;
}
