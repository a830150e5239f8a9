import type { Figure, NormFigures } from '@chainzrule/core';
import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { figure } from './chart.ts';
import { layerNormsChart } from './charts/layer-norms.ts';
import { normHistogram } from './charts/norm-histogram.ts';
import { type Content, html, type Markup, nameOf } from './markup.ts';
import { number, percent } from './numbers.ts';
import { definitions, page, section, table } from './page.ts';

/** A diagnosis as one page. */
export function renderDiagnosis(diagnosis: Diagnosis): string {
  const { data, norms, layerNorms } = diagnosis;
  return page(`Diagnosis · ${data.name}`, [
    html`<header><p class="kicker">chainzrule · diagnosis</p><h1>${nameOf(data.name)}</h1>
<p>${data.rows} rows; labels are not looked at. Norms are of derivatives with respect to the prepared inputs, one unit being one standard deviation.</p></header>
`,
    tiles(diagnosis),
    section(
      'Gradient norms',
      html`<div class="grid">
${(['input', 'layer'] as const).map((quantity) =>
  figure(
    `Gradient norms, ${quantity}`,
    normHistogram(`Histogram of ${quantity} gradient norms`, norms[quantity], 0),
    `Rows by the norm of their ${quantity === 'input' ? 'input derivative' : 'layer Jacobians'}. τ is the dashed line over the solid one.`,
  ),
)}
${
  layerNorms.length === 0
    ? undefined
    : figure(
        'Derivative norm of each layer',
        layerNormsChart([layerNorms]),
        'Root mean square over rows of ‖diag(D) Wᵀ‖, the norm of each layer’s own Jacobian.',
      )
}</div>`,
      figuresTable(diagnosis),
    ),
    boundsSection(diagnosis),
    html`<footer class="note"><p>τ = p99 / mean of gradient norms. A τ well above that of training says that these rows meet steeper places than the test rows did;
it is a sign to look, not a measure of accuracy.</p><p>Data SHA-256 <code>${data.sha256}</code></p></footer>
`,
  ]);
}

function tiles({ norms, training, certified, lipschitz }: Diagnosis): Markup {
  const beside = (before: Figure | undefined): Content =>
    training === null ? html`<small>training not known</small>` : html`<small>training ${number(before)}</small>`;
  const all: [string, Content][] = [
    ['τ input', [number(norms.input.ratio), ' ', beside(training?.input)]],
    ['τ layer', [number(norms.layer.ratio), ' ', beside(training?.layer)]],
    certified === null
      ? ['Lipschitz bound', number(lipschitz.bound)]
      : [`certified within ${certified.radius} sd`, percent(certified.share)],
  ];
  return html`<div class="tiles">${all.map(([title, value]) => html`<div class="tile"><h3>${title}</h3><div class="value">${value}</div></div>`)}</div>
`;
}

function figuresTable({ norms, training }: Diagnosis): Markup {
  const row = (
    name: string,
    { ratio, mean, p50, p90, p99, max }: NormFigures,
    before: Figure | undefined,
  ): Content[] => [name, ...[ratio, before, mean, p50, p90, p99, max].map(number)];
  return html`<div style="margin-top:14px">${table(
    ['norms', 'τ', 'τ in training', 'mean', 'p50', 'p90', 'p99', 'max'],
    [row('input', norms.input, training?.input), row('layer', norms.layer, training?.layer)],
  )}</div>`;
}

function boundsSection({ lipschitz, certified }: Diagnosis): Markup {
  const { bound, perLayer, largestSampledSlope } = lipschitz;
  const entries: (readonly [string, Content])[] = [
    [
      'Lipschitz bound',
      `${number(bound)}: inside the box of these rows no output moves further than this per unit of the inputs`,
    ],
    ['steepest row', `${number(largestSampledSlope)}; the true constant lies between this and the bound`],
    ...(perLayer.length > 0 ? [['per layer', perLayer.map(number).join(' · ')] as const] : []),
    ...(certified === null
      ? []
      : ([
          [
            'certified',
            `${percent(certified.share)} of the rows provably keep their class within ${certified.radius} standard deviations; the median radius is ${number(certified.median)}`,
          ],
        ] as const)),
  ];
  return section('What is proved', html`<div class="card">${definitions(entries)}</div>`);
}
