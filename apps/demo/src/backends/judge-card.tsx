import type { AgreementReport, ConformanceReport } from '@chainzrule/conformance';
import { Problem } from '../page/problem.tsx';
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
        The conformance kit asks each backend for outputs, penalties, gradients, optimiser steps and whole trajectories,
        on golden vectors’ kind of cases it makes from a seed. Tolerances are derived: how much rounding alone can move
        each number.
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
      <div class="run-bar">
        {judging.value ? (
          <button type="button" class="primary" onClick={stopJudging}>
            Stop
          </button>
        ) : (
          <button type="button" class="primary" disabled={judged.value.length === 0} onClick={judge}>
            Run the conformance kit
          </button>
        )}
        <progress max={1} value={progress.value?.done ?? 0} aria-label="Conformance" />
        <span class="number muted" data-figure="judging">
          {progress.value?.task ?? ''}
        </span>
      </div>
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
      {done.reports.flatMap((report) =>
        report.checks
          .filter(({ status }) => status === 'failed')
          .slice(0, 3)
          .map(({ case: id, check, failure }) => (
            <p key={`${report.backend} ${id} ${check}`} class="error">
              {report.backend}, {id}: {check}.{' '}
              {failure?.message ?? `${failure?.tensor} is ${failure?.found}, expected ${failure?.expected}`}
              {failure?.cause !== undefined && ` Likeliest cause: ${failure.cause}.`}
            </p>
          )),
      )}
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

const MARKS = { passed: '✓', failed: '✗', stopped: '–', 'not asked for': '–' } as const;

function TierTable({ reports }: { readonly reports: readonly ConformanceReport[] }) {
  const tiers = reports[0]?.tiers ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label="Conformance by tier">
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
    </section>
  );
}

/** Every pair's largest difference in units of what rounding explains. */
function AgreementMatrix({ agreement: { backends, pairs } }: { readonly agreement: AgreementReport }) {
  const ratioOf = (a: string, b: string): number | undefined =>
    pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a))?.ratio;
  return (
    <figure>
      <figcaption>
        <span class="chart-title">Agreement of every pair</span>{' '}
        <span>
          largest difference over all numbers of {pairs[0]?.cases} cases, in units of what rounding explains; up to 1
          they agree
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-scroll" tabIndex={0} aria-label="Agreement matrix">
        <table class="confusion">
          <thead>
            <tr>
              <td />
              {backends.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {backends.map(({ name: a }) => (
              <tr key={a}>
                <th scope="row">{a}</th>
                {backends.map(({ name: b }) => {
                  const ratio = ratioOf(a, b);
                  const isApart = ratio !== undefined && !(ratio <= 1);
                  return (
                    <td key={b} class={isApart ? 'number apart' : 'number agree'}>
                      {ratio === undefined ? '' : ratio.toFixed(3)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </figure>
  );
}
