import { stripVTControlCharacters } from 'node:util';

/** A column of a {@link formatTable}. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows as aligned text, two spaces between columns, a rule under the titles; `summary` rows stand under a second rule. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  summary: readonly (readonly string[])[] = [],
): string {
  const all = [columns.map(({ title }) => title), ...rows, ...summary];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index]!, align))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const body = [line(all[0]!), rule, ...rows.map(line)];
  return (summary.length > 0 ? [...body, rule, ...summary.map(line)] : body).join('\n');
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(width - widthOf(text));
  return align === 'left' ? text + space : space + text;
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Text from a file made safe for a terminal: control characters, which could move the cursor or hide text, are shown escaped. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
