import type { RunRecord } from '@chainzrule/core';
import { type Content, html, type Markup, nameOf } from './markup.ts';
import { definitions, section, table } from './page.ts';

/** What turned the texts into numbers, and the test texts that the first network gets most wrong. */
export function textSection({ text, networks }: RunRecord): Markup | undefined {
  if (text === undefined) return undefined;
  const { encoder, dimensions, texts, tokens, longest, cut, empty, worst } = text;
  const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;
  const entries: (readonly [string, Content])[] = [
    ['encoder', [nameOf(String(encoder['source'])), `, ${dimensions} numbers a text`]],
    ...Object.entries(encoder)
      .filter(([key, value]) => key !== 'source' && value !== null)
      .map(([key, value]) => [key, nameOf(String(value))] as const),
    [
      'texts',
      `${texts}: ${(tokens / texts).toFixed(1)} tokens each, the longest ${longest}; ${cut} cut, ${empty} empty`,
    ],
  ];
  const rows = worst.map(({ text: sentence, truth, predicted, probabilities: [own, taken] }): Content[] => [
    nameOf(truth),
    percent(own),
    nameOf(predicted),
    percent(taken),
    html`<span class="sentence">${nameOf(sentence)}</span>`,
  ]);
  return section(
    'Texts',
    html`<div class="card">${definitions(entries)}</div>
`,
    rows.length === 0
      ? html`<p class="note">No test text is classified wrongly.</p>
`
      : html`<h3>Most wrong</h3>
<p class="note">Misclassified test texts with the least probability for their own label, by ${nameOf(networks[0]!.name)}: a look at the labels as much as at the model.</p>
${table(['label', 'its probability', 'predicted', 'its probability', html`<span class="sentence">text</span>`], rows)}`,
  );
}
