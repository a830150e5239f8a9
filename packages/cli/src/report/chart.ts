import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Content, html, Markup } from './markup.ts';

/** One size for all charts: a phone shows it nearly one to one, a wide page three beside each other. */
export const CHART_WIDTH = 400;
const HEIGHT = 240;

/** Colours of the networks in order; the page gives them a value for each theme. */
export const SERIES = ['var(--series-a)', 'var(--series-b)'] as const;

/** Draws a chart as SVG without any script. `label` says it for people who do not see it. */
export function chart(label: string, options: PlotOptions): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = plot({
    width: CHART_WIDTH,
    height: HEIGHT,
    marginLeft: 48,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 38,
    ...options,
    document,
    style: { fontSize: '11px', background: 'none' },
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return new Markup(svg.outerHTML);
}

/** A chart with its title and one sentence that says how to read it. */
export function figure(title: string, drawing: Content, caption: Content): Markup {
  return html`<figure><h3>${title}</h3>${drawing}<figcaption>${caption}</figcaption></figure>
`;
}
