import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours and weights for a stream: none off a terminal or where NO_COLOR is set. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
}

/** The style that suits a stream. */
export function styleFor(
  stream: { readonly isTTY?: boolean | undefined },
  env: NodeJS.ProcessEnv = process.env,
): Style {
  const colours = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const paint = (format: Format) => (text: string) => (colours ? styleText(format, text) : text);
  return { bold: paint('bold'), dim: paint('dim'), good: paint('green'), bad: paint('red'), accent: paint('cyan') };
}
