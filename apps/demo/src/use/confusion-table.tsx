import { ChartBox } from '../charts/chart-box.tsx';
import { SquareTable } from '../page/square-table.tsx';
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
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  return (
    <ChartBox title="Confusion, ChainzRule" note="rows: true class · columns: predicted">
      <SquareTable
        label="Confusion table"
        names={classes}
        cell={(truth, predicted) => {
          const count = counts[truth]![predicted]!;
          const share = count / Math.max(totals[truth]!, 1);
          return {
            text: String(count),
            class: truth === predicted ? 'right' : '',
            colour: `rgb(${tint} / ${0.38 * share})`,
          };
        }}
      />
    </ChartBox>
  );
}
