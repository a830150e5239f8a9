import { VERSION } from '../version.ts';
import { type Content, html, Markup } from './markup.ts';
import { PAGE_STYLE } from './page-style.ts';

/** Nothing may be loaded and no script may run, whatever a name or a later edit puts into the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A whole page: one file, no script, nothing from elsewhere. */
export function page(title: string, body: Content): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="chainzrule ${VERSION}">
<title>${title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}

/** A part of a page under a heading. */
export function section(title: string, ...content: readonly Content[]): Markup {
  return html`<section><h2>${title}</h2>
${content}</section>
`;
}

/** Terms with what they stand for. */
export function definitions(entries: readonly (readonly [term: string, value: Content])[]): Markup {
  return html`<dl>${entries.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>
`;
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function table(
  titles: readonly Content[],
  rows: readonly (readonly Content[])[],
  footer: readonly (readonly Content[])[] = [],
): Markup {
  const cells = ([first, ...rest]: readonly Content[]): Markup =>
    html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  return html`<div class="scroll"><table><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map(cells)}</tbody>${footer.length > 0 ? html`<tfoot>${footer.map(cells)}</tfoot>` : undefined}</table></div>
`;
}

/** The sign of a network in legends and tables. */
export function swatch(index: number): Markup {
  return html`<i class="swatch s${index % 2}"></i>`;
}
