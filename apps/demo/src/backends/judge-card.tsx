import type { AgreementReport, ConformanceReport } from '@chainzrule/conformance';
import { ChartBox } from '../charts/chart-box.tsx';
import { Problem } from '../page/problem.tsx';
import { RunBar } from '../page/run-bar.tsx';
import { type SquareCell, SquareTable } from '../page/square-table.tsx';
import { TableScroll } from '../page/table-scroll.tsx';
import { BACKENDS } from './backend-list.ts';
import {
  cases,
  copied,
  copyReport,
  judge,
  judged,
  judgement,
  judging,
  problem,
  progress,
  stopJudging,
  toggleJudged,
} from './judge-controller.ts';

/** The conformance kit, in this very browser. */
export function JudgeCard() {
  return (
    <section class="card" aria-labelledby="backends-judge">
      <h2 id="backends-judge">What this machine can do</h2>
      <p class="muted">
        The conformance kit asks each backend for outputs, penalties, gradients, optimiser steps and whole trajectories
        on cases made from a seed, and compares with the float64 reference. Tolerances are derived: how far rounding
        alone can move each number.
      </p>
      <fieldset class="judged">
        <legend class="muted small">Judge</legend>
        {BACKENDS.map(({ name, title }) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={judged.value.includes(name)}
              disabled={judging.value}
              onChange={() => toggleJudged(name)}
            />
            <span>{title}</span>
          </label>
        ))}
        <label class="check">
          <input
            type="number"
            class="code"
            min={1}
            max={200}
            value={cases.value}
            disabled={judging.value}
            onChange={(event) => {
              const value = Math.trunc(Number(event.currentTarget.value));
              cases.value = value >= 1 && value <= 200 ? value : 10;
            }}
          />
          <span>cases</span>
        </label>
      </fieldset>
      <RunBar
        label="Conformance"
        running={judging.value}
        startTitle="Run the conformance kit"
        disabled={judged.value.length === 0}
        value={progress.value?.done ?? 0}
        max={1}
        text={progress.value?.task ?? ''}
        figure="judging"
        onStart={judge}
        onStop={stopJudging}
      />
      <Problem message={problem.value} />
      <Results />
    </section>
  );
}

function Results() {
  const done = judgement.value;
  if (done === undefined) return null;
  return (
    <>
      <TierTable reports={done.reports} />
      {done.agreement !== null && <AgreementMatrix agreement={done.agreement} />}
      {done.refused.map(({ name, reason }) => (
        <p key={name} class="muted">
          <b>{name}</b> is not to be had here: {reason}
        </p>
      ))}
      {done.reports.flatMap(failuresOf).map((failure) => (
        <p key={failure} class="error">
          {failure}
        </p>
      ))}
      <div class="run-bar">
        <button type="button" onClick={() => copyReport('markdown')}>
          Copy the report
        </button>
        <button type="button" onClick={() => copyReport('json')}>
          Copy it as JSON
        </button>
        <span class="muted" role="status">
          {copied.value}
        </span>
      </div>
    </>
  );
}

/** Failures that are told of each backend; the copied JSON holds them all. */
const TOLD = 3;

function failuresOf({ backend, checks }: ConformanceReport): string[] {
  const failed = checks.filter(({ status }) => status === 'failed').slice(0, TOLD);
  return failed.map(({ case: id, check, failure }) => {
    const { message, tensor, index, found, expected, cause } = failure ?? {};
    const what = message ?? `${tensor}[${index}] is ${found}, expected ${expected}`;
    return [`${backend}, ${id}: ${check}`, what, ...(cause === undefined ? [] : [`likeliest cause: ${cause}`])].join(
      '; ',
    );
  });
}

const MARKS = { passed: '✓', failed: '✗', stopped: '–', 'not asked for': '–' } as const;

function TierTable({ reports }: { readonly reports: readonly ConformanceReport[] }) {
  const tiers = reports[0]?.tiers ?? [];
  return (
    <TableScroll label="Conformance by tier">
      <table class="tiers">
        <thead>
          <tr>
            <th scope="col">backend</th>
            {tiers.map(({ tier, title }) => (
              <th scope="col" key={tier}>
                {title}
              </th>
            ))}
            <th scope="col">error / tolerance: median, largest</th>
          </tr>
        </thead>
        <tbody>
          {reports.map(({ backend, tiers: own, distribution, ok }) => (
            <tr key={backend} data-judged={backend} data-ok={ok}>
              <th scope="row">{backend}</th>
              {own.map(({ tier, status, passed, failed }) => (
                <td key={tier} class={`number tier-${status === 'not asked for' ? 'stopped' : status}`}>
                  {MARKS[status]} {status === 'failed' ? `${failed} of ${passed + failed}` : passed > 0 ? passed : ''}
                </td>
              ))}
              <td class="number">
                {distribution.medianRatio.toFixed(3)}, {distribution.largestRatio.toFixed(3)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** Every pair's largest difference in units of what rounding explains. */
function AgreementMatrix({ agreement: { backends, pairs } }: { readonly agreement: AgreementReport }) {
  const names = backends.map(({ name }) => name);
  const cell = (row: number, column: number): SquareCell => {
    const [a, b] = [names[row], names[column]];
    const ratio = pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a))?.ratio;
    if (ratio === undefined) return { text: '' };
    return { text: ratio.toFixed(3), class: ratio <= 1 ? 'agree' : 'apart' };
  };
  return (
    <ChartBox
      title="Agreement of every pair"
      note={`largest difference over all numbers of ${pairs[0]?.cases} cases, in units of what rounding explains; up to 1 they agree`}
    >
      <SquareTable label="Agreement matrix" names={names} cell={cell} />
    </ChartBox>
  );
}
