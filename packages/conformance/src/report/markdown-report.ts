import type { ConformanceReport } from './report.ts';

/** A table for a README: a row per backend, a column per tier. */
export function markdownReport(reports: readonly ConformanceReport[]): string {
  const tiers = reports[0]?.tiers ?? [];
  const header = ['backend', 'device', 'cases', ...tiers.map(({ tier }) => `T${tier}`), 'median error / tolerance'];
  const rows = reports.map(({ backend, device, vectors, generatedCases, tiers: own, distribution }) => [
    backend,
    device,
    `${vectors} + ${generatedCases}`,
    ...own.map(({ status, failed, waived }) =>
      status === 'passed' ? (waived > 0 ? `✓ (${waived} waived)` : '✓') : status === 'failed' ? `✗ ${failed}` : '–',
    ),
    distribution.medianRatio.toFixed(3),
  ]);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
