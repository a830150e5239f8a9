import type { ConformanceReport, ReportedCheck } from './report.ts';

const SHOWN = 8;

/** The report for a terminal: a line per tier, then each failure with its numbers and likeliest cause. Plain text. */
export function textReport(report: ConformanceReport): string {
  const rows = report.tiers.map(({ tier, title, status, passed, failed, waived }) => {
    const counts = status === 'passed' || status === 'failed' ? `${passed} passed, ${failed} failed` : '';
    return `T${tier}  ${title.padEnd(26)}  ${status.padEnd(13)}  ${counts}${waived > 0 ? `, ${waived} waived` : ''}`.trimEnd();
  });
  const failures = report.checks.filter(({ status }) => status === 'failed');
  const parts = [
    `${report.backend} on ${report.device}`,
    `${report.vectors} vectors, ${report.generatedCases} generated cases, seed ${report.seed}`,
    '',
    ...rows,
    '',
    ...distributionLines(report),
    ...report.declared.map((line) => `declared: ${line}`),
    ...failures.slice(0, SHOWN).flatMap(failureLines),
    ...(failures.length > SHOWN ? [`… and ${failures.length - SHOWN} more failures (--json holds them all)`] : []),
    ...report.staleWaivers.map((waiver) => `stale waiver for ${waiver.case}: ${waiver.why}; remove it`),
  ];
  return parts.join('\n');
}

function distributionLines({ distribution: d, freeRun }: ConformanceReport): string[] {
  if (d.tensors === 0) return [];
  const share = ((100 * d.undecidable) / d.tensors).toFixed(2);
  const drift = Object.entries(freeRun).map(([step, value]) => `${value?.toExponential(1) ?? '∞'} at step ${step}`);
  return [
    `${d.tensors} tensors: error / tolerance median ${d.medianRatio.toFixed(3)}, largest ${d.largestRatio.toFixed(3)};`,
    `tolerance / value median ${d.medianRelativeTolerance.toExponential(1)}, p99 ${d.p99RelativeTolerance.toExponential(1)}; undecidable ${share} %`,
    ...(drift.length > 0
      ? [`free run, loss against the reference's: ${drift.join(', ')} (a figure, not a check)`]
      : []),
  ];
}

function failureLines({ case: id, check, failure }: ReportedCheck): string[] {
  const { tensor, index, expected, found, error, tolerance, cause, message } = failure ?? {};
  const numbers =
    tensor === undefined
      ? []
      : [`    ${tensor}[${index}]: expected ${expected}, found ${found}; error ${error}, tolerance ${tolerance}`];
  return [
    '',
    `✗ ${id}: ${check}`,
    ...(message === undefined ? [] : [`    ${message}`]),
    ...numbers,
    ...(cause === undefined ? [] : [`    likeliest cause: ${cause}`]),
  ];
}
