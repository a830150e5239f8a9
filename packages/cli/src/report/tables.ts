import type { NetworkRecord, NetworkSpec, RunRecord } from '@chainzrule/core';
import { describeNetwork } from '../train/describe-run.ts';
import { METRIC_TITLES, SHOWN_METRICS } from '../train/metric-titles.ts';
import { type Content, html, type Markup, nameOf } from './markup.ts';
import { metricText, number } from './numbers.ts';
import { definitions, section, swatch, table } from './page.ts';

/** Classes and columns that are listed by name; a table may have thousands. */
const LISTED = 60;

const heading = (networks: readonly NetworkRecord[]): Content[] =>
  networks.map(({ name }, index) => html`${swatch(index)}${nameOf(name)}`);

/** Every metric of every network, mean ± sd over folds. */
export function resultsSection({ networks }: RunRecord): Markup {
  const write = (metric: string, { summary }: NetworkRecord): string => {
    const { mean, sd } = summary[metric] ?? { mean: null, sd: null };
    return sd === null ? metricText(metric, mean) : `${metricText(metric, mean)} ± ${metricText(metric, sd)}`;
  };
  const metrics = Object.keys(METRIC_TITLES).filter((metric) => networks.some(({ summary }) => metric in summary));
  const rows = [
    ...metrics.map((metric): Content[] => [
      METRIC_TITLES[metric]!,
      ...networks.map((network) => write(metric, network)),
    ]),
    ...(['layer', 'input'] as const).map((quantity): Content[] => [
      `τ ${quantity}`,
      ...networks.map((network) => write(`tailRatio.${quantity}`, network)),
    ]),
    ...(['layer', 'input'] as const).map((quantity): Content[] => [
      `mean gradient norm, ${quantity}`,
      ...networks.map(({ pooled }) => number(pooled.norms[quantity].mean)),
    ]),
  ];
  return section('All figures', table(['on test rows', ...heading(networks)], rows));
}

/** The first metrics and both tail ratios fold by fold, networks beside each other. */
export function foldsSection({ data, networks }: RunRecord): Markup | undefined {
  if (networks[0]!.folds.length < 2) return undefined;
  const metrics = SHOWN_METRICS[data.task];
  const titles: Content[] = ['fold', 'train', 'test'];
  networks.forEach((_, index) => {
    titles.push(...metrics.map((metric) => html`${swatch(index)}${METRIC_TITLES[metric]!}`));
    titles.push(html`${swatch(index)}τ layer`, html`${swatch(index)}τ input`);
  });
  const rows = networks[0]!.folds.map(({ fold, trainRows, testRows }, at): Content[] => [
    fold,
    trainRows,
    testRows,
    ...networks.flatMap(({ folds }) => {
      const own = folds[at]!;
      return [
        ...metrics.map((metric) => metricText(metric, own.scores[metric])),
        metricText('τ', own.tailRatio.layer),
        metricText('τ', own.tailRatio.input),
      ];
    }),
  ]);
  return section('Fold by fold', table(titles, rows));
}

/** By which rules the figures came about, so that they can be had again. */
export function protocolSection({ data, protocol, seed, networks, environment }: RunRecord): Markup {
  const listed = (names: readonly string[]): Content => [
    names.slice(0, LISTED).map((name, index) => [index > 0 ? ', ' : '', nameOf(name)]),
    names.length > LISTED ? ` and ${names.length - LISTED} more` : '',
  ];
  const entries: (readonly [string, Content])[] = [
    ['data', [nameOf(data.name), data.synthetic ? ' (synthetic)' : '', `, ${data.rows} rows`]],
    ['SHA-256', html`<code>${data.sha256}</code>`],
    ['target', [nameOf(data.target), ` (${data.task})`]],
    ...(data.classes.length > 0 ? [['classes', listed(data.classes)] as const] : []),
    ['columns', listed(data.columns.filter((name) => name !== data.target))],
    ['protocol', protocol.statement],
    ['seed', seed],
    ...networks.flatMap(({ name, network, folds }, index): (readonly [string, Content])[] => [
      [`network ${index + 1}`, [swatch(index), nameOf(name), `: ${describeNetwork(network as NetworkSpec)}`]],
      ['', `λ ${folds[0]!.lambda}, input noise ${number(folds[0]!.inputNoise)}, ${folds[0]!.epochs} epochs (fold 1)`],
      ['', html`<code>${settingsText(networks[index]!)}</code>`],
    ]),
    [
      'computed by',
      `chainzrule ${environment.chainzrule}, Node ${environment.node}, ${environment.backend} (${environment.device})`,
    ],
    ['when', `${environment.startedAt}, ${environment.seconds} s`],
  ];
  return section('Protocol', html`<div class="card">${definitions(entries)}</div>`);
}

function settingsText({ settings }: NetworkRecord): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
