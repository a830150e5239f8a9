import type { Task } from '@chainzrule/core';
import { Choice } from '../page/choice.tsx';
import { FileDrop } from '../page/file-drop.tsx';
import { Problem } from '../page/problem.tsx';
import { TableScroll } from '../page/table-scroll.tsx';
import { busy, missing, openTable, problems, reopenTable, table, target, task } from './use-controller.ts';
import type { ColumnSummary, TableSummary } from './use-messages.ts';

/** First step: a table, its columns, and which of them to predict. */
export function TableCard() {
  const opened = table.value;
  return (
    <section class="card" aria-labelledby="use-table">
      <h2 id="use-table">
        <span class="step-number">1</span> A table
      </h2>
      <div class="drop-row">
        <FileDrop
          label={opened === undefined ? 'Drop a CSV file here, or choose one' : 'Drop another CSV file'}
          hint="UTF-8, a header line; comma, semicolon or tab. It stays on this machine."
          accept=".csv,.tsv,.txt,text/csv"
          busy={busy.value === 'table'}
          onFile={(file) => openTable(file)}
        />
        <button type="button" onClick={() => openTable('sample')}>
          Try a made-up table
        </button>
      </div>
      <Problem message={problems.value.table} />
      {opened !== undefined && <Columns opened={opened} />}
    </section>
  );
}

const TASK_TITLES: Readonly<Record<Task | 'auto', string>> = {
  auto: 'decide by the column',
  binary: 'two classes',
  categorical: 'classes',
  ordinal: 'ordered classes',
  regression: 'a number',
};
const TASKS = Object.keys(TASK_TITLES) as (Task | 'auto')[];

function Columns({ opened }: { readonly opened: TableSummary }) {
  const chosen = opened.columns.find(({ name }) => name === target.value);
  return (
    <>
      <p>
        <b>{opened.name}</b>{' '}
        <span class="muted">
          {opened.rows.toLocaleString('en')} rows, {opened.columns.length} columns
        </span>
      </p>
      <TableScroll label="Columns of the table">
        <table>
          <thead>
            <tr>
              <th scope="col">predict</th>
              <th scope="col">column</th>
              <th scope="col">type</th>
              <th scope="col">missing</th>
              <th scope="col">also missing</th>
              <th scope="col">content</th>
            </tr>
          </thead>
          <tbody>
            {opened.columns.map((column) => (
              <ColumnRow key={column.name} column={column} rows={opened.rows} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <div class="inline-fields">
        <label class="check">
          <input
            type="checkbox"
            checked={opened.named}
            onChange={(event) => reopenTable(event.currentTarget.checked)}
          />
          <span>the first line holds the names</span>
        </label>
        <Choice
          label={`What “${target.value}” is`}
          value={task.value}
          options={TASKS}
          titles={{ ...TASK_TITLES, auto: `${TASK_TITLES.auto}: ${TASK_TITLES[chosen?.task ?? 'binary']}` }}
          onChange={(value) => {
            task.value = value;
          }}
        />
      </div>
    </>
  );
}

function ColumnRow({ column, rows }: { readonly column: ColumnSummary; readonly rows: number }) {
  const { name, type, missing: absent, content, different } = column;
  const isTarget = name === target.value;
  return (
    <tr class={isTarget ? 'is-target' : undefined}>
      <td>
        <input
          type="radio"
          name="target"
          aria-label={`Predict ${name}`}
          checked={isTarget}
          onChange={() => {
            target.value = name;
          }}
        />
      </td>
      <th scope="row">{name}</th>
      <td>{type === 'numeric' ? 'number' : 'text'}</td>
      <td class={absent > 0 ? 'number warn' : 'number muted'}>
        {absent === 0 ? '0' : `${absent} (${((100 * absent) / rows).toFixed(1)} %)`}
      </td>
      <td>
        <input
          type="text"
          class="code"
          disabled={isTarget}
          placeholder="e.g. 0"
          maxLength={40}
          aria-label={`A value of ${name} that also means missing`}
          value={missing.value[name] ?? ''}
          onInput={(event) => {
            missing.value = { ...missing.value, [name]: event.currentTarget.value };
          }}
        />
      </td>
      <td class="content">
        {content} <span class="muted">({different} different)</span>
      </td>
    </tr>
  );
}
