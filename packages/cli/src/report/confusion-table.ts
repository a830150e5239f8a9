import type { RunRecord } from '@chainzrule/core';
import { html, type Markup, nameOf } from './markup.ts';
import { swatch, table } from './page.ts';

/** More classes than this do not fit beside each other: the commonest mistakes are listed instead. */
const MATRIX_CLASSES = 12;
const LISTED_MISTAKES = 12;

/** The confusion matrix of each network. */
export function confusionFigures({ data, networks }: RunRecord): Markup[] {
  return networks.map(
    ({ name, pooled }, index) =>
      html`<figure><h3>${swatch(index)}What it confuses: ${nameOf(name)}</h3>${confusionTable(data.classes, pooled.confusion ?? [])}
<figcaption>Test rows; darker is a larger share of the true class.</figcaption></figure>
`,
  );
}

/** Test rows by true class (down) and predicted class (across); darker is a larger share of the true class. */
function confusionTable(classes: readonly string[], confusion: readonly (readonly number[])[]): Markup {
  if (classes.length > MATRIX_CLASSES) return mistakes(classes, confusion);
  const rows = confusion.map((counts, truth) => {
    const total = Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    );
    const cells = counts.map((count) => {
      const share = count / total;
      return html`<td style="background:rgb(var(--heat) / ${(0.04 + 0.5 * share).toFixed(3)})" title="${(100 * share).toFixed(1)} % of this true class">${count}</td>`;
    });
    return html`<tr><th scope="row">${nameOf(classes[truth]!)}</th>${cells}</tr>`;
  });
  return html`<div class="scroll"><table class="confusion"><thead><tr><th scope="col">true ↓ predicted →</th>${classes.map((name) => html`<th scope="col">${nameOf(name)}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
`;
}

function mistakes(classes: readonly string[], confusion: readonly (readonly number[])[]): Markup {
  const list = confusion
    .flatMap((counts, truth) => counts.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, LISTED_MISTAKES);
  if (list.length === 0) return html`<p>No test row was mistaken.</p>`;
  return table(
    ['true class', 'predicted class', 'rows'],
    list.map(({ truth, predicted, count }) => [nameOf(classes[truth]!), nameOf(classes[predicted]!), count]),
  );
}
