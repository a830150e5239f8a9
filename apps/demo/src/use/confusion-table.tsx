import { theme } from '../state/theme.ts';

interface ConfusionTableProps {
  readonly classes: readonly string[];
  /** Rows by true class, then predicted class. */
  readonly counts: readonly (readonly number[])[];
}

/** More classes than this make a table that nobody reads. */
const MOST = 12;

/** What was taken for what, shaded by the share of the true class. */
export function ConfusionTable({ classes, counts }: ConfusionTableProps) {
  if (classes.length > MOST) return null;
  const tint = theme.value === 'dark' ? '62 201 163' : '0 121 95';
  return (
    <figure class="chart-box">
      <figcaption>
        <span class="chart-title">Confusion, ChainzRule</span>
        <span class="muted small">rows: true class · columns: predicted</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-scroll" tabIndex={0} aria-label="Confusion table">
        <table class="confusion">
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, truth) => {
              const total = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={classes[truth]}>
                  <th scope="row">{classes[truth]}</th>
                  {row.map((count, predicted) => (
                    <td
                      key={classes[predicted]}
                      class={truth === predicted ? 'number right' : 'number'}
                      style={{ backgroundColor: `rgb(${tint} / ${(0.38 * count) / Math.max(total, 1)})` }}
                    >
                      {count}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </figure>
  );
}
