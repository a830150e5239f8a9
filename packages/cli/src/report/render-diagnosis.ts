export function renderDiagnosis(_: unknown): string {
  return '';
}
