/** A value that stands for "missing" in one column: Pima's zero insulin, say. */
export interface MissingCode {
  /** Name or 0-based index, negative from the end. */
  readonly column: string | number;
  readonly value: string;
}

/** Whether a cell is one of the codes (trimmed): as text, or as a number, so that 0 also stands for 0.0. */
export function isMissingCode(codes: readonly string[], cell: string): boolean {
  if (codes.length === 0) return false;
  const text = cell.trim();
  if (codes.includes(text)) return true;
  return text !== '' && codes.some((code) => code !== '' && Number(code) === Number(text));
}
