import { printable } from '../terminal/table.ts';

/** Text that is HTML already; everything else is escaped where it is put into a page. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What an {@link html} template takes: texts and numbers are escaped, lists joined, `undefined` leaves nothing. */
export type Content = string | number | Markup | undefined | readonly Content[];

/** A template whose values cannot leave their place: `html\`<td>${name}</td>\``. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + markupOf(values[index - 1]) + part));
}

/** A name from a file of strangers: its own direction of writing, control characters shown. */
export function nameOf(text: string): Markup {
  return html`<bdi>${printable(text)}</bdi>`;
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(markupOf).join('');
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
