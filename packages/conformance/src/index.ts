export { type AgreementPair, type AgreementReport, compareBackends } from './compare-backends.ts';
export { TIERS, type Tier } from './judge/finding.ts';
export type { Distribution } from './report/distribution.ts';
export { markdownReport } from './report/markdown-report.ts';
export type { ConformanceReport, ReportedCheck, ReportedFailure, TierSummary } from './report/report.ts';
export { textAgreement } from './report/text-agreement.ts';
export { textReport } from './report/text-report.ts';
export { type ConformanceOptions, type ConformanceProgress, runConformance } from './run-conformance.ts';
export { parseWaivers, type Waiver } from './waivers/waivers.ts';
