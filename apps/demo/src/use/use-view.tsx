import { ModelCard } from './model-card.tsx';
import { ReportCard } from './report-card.tsx';
import { TableCard } from './table-card.tsx';
import { TrainCard } from './train-card.tsx';
import { table } from './use-controller.ts';

/** One's own data: a table in, a model out. */
export function UseView() {
  return (
    <div class="use">
      <div class="lead">
        <h1>Train on your own table</h1>
        <p>
          From a CSV file to a model file without leaving this page: columns are typed, gaps are filled from training
          rows, a derivative-controlled network is trained beside its plain twin and both are scored on rows they never
          saw.
        </p>
      </div>
      <TableCard />
      {table.value !== undefined && <TrainCard />}
      <ReportCard />
      <ModelCard />
    </div>
  );
}
