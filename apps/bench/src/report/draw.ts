import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { PlotBlock } from './blocks.ts';

/** Colours that stand out from white and from near-black alike; Okabe & Ito's order, darkened or lightened where needed. */
export const COLOURS: readonly string[] = [
  '#0b84b8',
  '#d9720b',
  '#1a9e77',
  '#c8569a',
  '#8a6fd1',
  '#b39000',
  '#6b7785',
  '#d0494a',
];

const STYLE = `
  text { font: 12px system-ui, sans-serif; }
  text:not([fill]) { fill: #59636e; }
  svg { color: #59636e; }
  @media (prefers-color-scheme: dark) { text:not([fill]) { fill: #9aa4b0; } svg { color: #9aa4b0; } }`;

/**
 * A plot as SVG text that carries its own style and says in its title what it shows. Same marks, same bytes. `name` keeps its ids apart from
 * those of other plots of a page.
 */
export function plot(name: string, caption: string, options: Plot.PlotOptions): PlotBlock {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const width = options.width ?? 760;
  const element = Plot.plot({
    ...options,
    width,
    document: document as never,
    style: { background: 'transparent' },
    className: 'bench-plot',
  });
  const svg = element.tagName.toLowerCase() === 'svg' ? element : element.querySelector('svg');
  if (svg === null) throw new Error('the plot has no SVG');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const own of svg.querySelectorAll('style')) own.remove();
  const style = document.createElement('style');
  style.textContent = STYLE;
  const title = document.createElement('title');
  title.textContent = caption;
  svg.prepend(title as never, style as never);
  const ids = new Map<string, string>();
  // The library counts clips over the life of the process.
  const text = (svg as unknown as { outerHTML: string }).outerHTML.replace(/plot-clip-\d+/g, (id) => {
    if (!ids.has(id)) ids.set(id, `${name}-clip-${ids.size + 1}`);
    return ids.get(id)!;
  });
  return { kind: 'plot', name, caption, svg: text };
}
