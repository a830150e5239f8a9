import { fail } from '../errors/index.ts';

/** Loads csv-parse, which is an optional peer. @throws ChainzRuleError `MISSING_DEPENDENCY`. */
export async function loadParser(): Promise<typeof import('csv-parse')> {
  try {
    return await import('csv-parse');
  } catch (error) {
    return fail('MISSING_DEPENDENCY', 'reading CSV needs the package csv-parse: npm install csv-parse', {}, error);
  }
}

/** What csv-parse says went wrong, in this project's words where it is a common thing. */
export function reasonOf(error: unknown): string {
  const { code, lines, message } = error as { code?: string; lines?: number; message?: string };
  const where = lines === undefined ? '' : ` (line ${lines})`;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `a quote is not closed${where}`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `text follows a closing quote${where}; a quote inside a quoted cell is written twice`;
    case 'INVALID_OPENING_QUOTE':
      return `a quote stands inside an unquoted cell${where}; quote the whole cell`;
    case 'CSV_MAX_RECORD_SIZE':
      return `a row is longer than 16 MB${where}; is a quote left open?`;
    default:
      return `${message ?? String(error)}${where}`;
  }
}
