import type { Block, Page, TableBlock } from './blocks.ts';

/** The whole report as one page that needs nothing else. */
export function pagesToHtml(title: string, pages: readonly Page[]): string {
  const links = pages.map((page) => `<a href="#${page.name}">${escaped(page.title)}</a>`).join('');
  const sections = pages.map(
    (page) =>
      `<section id="${page.name}"><h1>${escaped(page.title)}</h1>${page.blocks.map(blockToHtml).join('\n')}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<nav>${links}</nav>
<main>
${sections.join('\n')}
</main>
</html>
`;
}

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${inline(block.text)}</h${block.level}>`;
    case 'text':
      return block.text.split('\n\n').map(paragraph).join('');
    case 'table':
      return tableToHtml(block);
    case 'plot':
      return `<figure><div class="scroll">${block.svg}</div><figcaption>${inline(block.caption)}</figcaption></figure>`;
  }
}

function paragraph(content: string): string {
  if (!content.startsWith('- ')) return `<p>${inline(content)}</p>`;
  const entries = content.split('\n').map((line) => `<li>${inline(line.slice(2))}</li>`);
  return `<ul>${entries.join('')}</ul>`;
}

function tableToHtml({ columns, rows, caption }: TableBlock): string {
  const cell = (tag: string, content: string, index: number): string =>
    `<${tag} class="${columns[index]?.align ?? 'left'}">${inline(content)}</${tag}>`;
  const head = columns.map(({ title }, index) => cell('th', title, index)).join('');
  const body = rows
    .map((row) => `<tr>${row.map((content, index) => cell('td', content, index)).join('')}</tr>`)
    .join('');
  const title = caption === undefined ? '' : `<caption>${inline(caption)}</caption>`;
  return `<div class="scroll"><table>${title}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** **bold**, `code` and [links](address). */
function inline(content: string): string {
  return escaped(content)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(
      /\[([^\]]+)\]\(([^)\s]+)\)/g,
      (_, label: string, address: string) => `<a href="${address.replace(/^\.\/(\w+)\.md$/, '#$1')}">${label}</a>`,
    );
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2128; --dim: #59636e; --paper: #fff; --line: #d8dee4; --band: #f6f8fa; --accent: #0b6e99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --dim: #9aa4b0; --paper: #14181d; --line: #2e353d; --band: #1b2027; --accent: #6cc3e8; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
nav { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 1.2rem; padding: .7rem 1.5rem; background: var(--paper); border-bottom: 1px solid var(--line); }
main { max-width: 80rem; margin: 0 auto; padding: 1rem 1.5rem 5rem; }
section { scroll-margin-top: 3.2rem; }
h1 { font-size: 1.9rem; margin: 2.2rem 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin: 2.4rem 0 .4rem; }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .3rem; }
p, ul { max-width: 48rem; }
a { color: var(--accent); }
code { font: .88em ui-monospace, monospace; background: var(--band); padding: .1em .3em; border-radius: 4px; }
.scroll { overflow-x: auto; margin: 1rem 0 1.6rem; }
table { border-collapse: collapse; font-size: .84rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .2rem 0 .5rem; }
th, td { padding: .26rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--dim); font-weight: 600; }
tbody tr:hover { background: var(--band); }
@media (max-width: 40rem) { main { padding-inline: 1rem; } th:first-child, td:first-child { position: sticky; left: 0; background: var(--paper); } nav { gap: .9rem; padding: .6rem 1rem; font-size: .9rem; } }
.left { text-align: left; } .right { text-align: right; }
figure { margin: 1.4rem 0 2rem; }
figure .scroll { margin: 0; }
figure svg { display: block; width: 760px; max-width: none; }
figcaption { color: var(--dim); font-size: .9rem; max-width: 48rem; }
`;
