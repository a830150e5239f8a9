/**
 * A cell of CSV output (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe in front: class names come
 * from files of strangers.
 */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of CSV with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}
