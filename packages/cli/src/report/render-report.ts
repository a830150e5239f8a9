import type { NetworkRecord, RunRecord } from '@chainzrule/core';
import { describeRows } from '../train/describe-run.ts';
import { METRIC_TITLES, SHOWN_METRICS } from '../train/metric-titles.ts';
import { differenceSentence } from '../train/paired-difference.ts';
import { confusionFigures } from './confusion-table.ts';
import { normFigures, predictionFigures, trainingFigures } from './figures.ts';
import { type Content, html, type Markup, nameOf } from './markup.ts';
import { metricText } from './numbers.ts';
import { page, section, swatch } from './page.ts';
import { foldsSection, protocolSection, resultsSection } from './tables.ts';
import { textSection } from './text-section.ts';

/** A run as one page: what came out, how it was learned, by which rules. */
export function renderReport(record: RunRecord): string {
  const { data, networks } = record;
  return page(`${data.target} · ${data.name}`, [
    html`<header><p class="kicker">chainzrule · ${data.task}${data.synthetic ? ' · synthetic data' : ''}</p>
<h1>${nameOf(data.target)} from ${nameOf(data.name)}</h1>
<p>${describeRows(record)}; ${record.protocol.statement}.</p></header>
`,
    tiles(record),
    verdict(record),
    section('How it learned', legend(networks), html`<div class="grid">${trainingFigures(record)}</div>`),
    section('How steep it is', html`<div class="grid pairs">${normFigures(record)}</div>`),
    section(
      'How right it is',
      html`<div class="grid">${predictionFigures(record)}${data.task === 'regression' ? undefined : confusionFigures(record)}</div>`,
    ),
    textSection(record),
    resultsSection(record),
    foldsSection(record),
    protocolSection(record),
    footer(),
  ]);
}

/** The signs of the networks, where there are several. */
function legend(networks: readonly NetworkRecord[]): Markup | undefined {
  if (networks.length < 2) return undefined;
  return html`<div class="legend">${networks.map(({ name }, index) => html`<span>${swatch(index)}${nameOf(name)}</span>`)}</div>
`;
}

/** The first figures, large. */
function tiles({ data, networks }: RunRecord): Markup {
  const [first, second] = SHOWN_METRICS[data.task];
  const figures: [string, string, (metric: number | null | undefined) => string][] = [
    [METRIC_TITLES[first]!, first, (value) => metricText(first, value)],
    [METRIC_TITLES[second]!, second, (value) => metricText(second, value)],
    ['gradient tail ratio τ, input', 'tailRatio.input', (value) => metricText('τ', value)],
  ];
  return html`<div class="tiles">${figures.map(
    ([title, metric, write]) =>
      html`<div class="tile"><h3>${title}</h3><div class="rows">${networks.map(
        ({ name, summary }, index): Content => [
          html`<span class="who">${swatch(index)}${nameOf(name)}</span>`,
          html`<span class="value">${write(summary[metric]?.mean)}${
            typeof summary[metric]?.sd === 'number' ? html` <small>± ${write(summary[metric]?.sd)}</small>` : undefined
          }</span>`,
        ],
      )}</div></div>`,
  )}</div>
`;
}

/** What ± means, and what the difference between the networks is worth. */
function verdict(record: RunRecord): Markup {
  const spread = record.networks[0]!.folds.length > 1 ? '± is the standard deviation over folds. ' : '';
  const sentence = differenceSentence(record);
  return html`<p class="note verdict">${spread}${sentence === undefined ? undefined : `${sentence}.`}</p>
`;
}

function footer(): Markup {
  return html`<footer class="note"><p>τ = p99 / mean of gradient norms on the test rows, without their labels. Near 1 the network is about equally steep everywhere;
a few rows with a far steeper slope raise it. It says how stable a network is, not how accurate: a linear function has τ = 1 whether it is right or wrong.</p>
<p>chainzrule is a reconstruction from published abstracts; its default settings are provisional until its benchmark suite has measured them.</p></footer>
`;
}
