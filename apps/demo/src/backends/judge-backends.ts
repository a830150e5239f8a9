import {
  type AgreementReport,
  type ConformanceReport,
  compareBackends,
  markdownReport,
  runConformance,
} from '@chainzrule/conformance';
import { type BackendV1, ChainzRuleError, fail } from '@chainzrule/core';
import { breathe } from '../worker/breathe.ts';
import type { CallContext } from '../worker/protocol.ts';
import type { Judgement, JudgeOrder, JudgeProgress } from './backend-messages.ts';
import { loadBackend } from './load-backend.ts';

/** Sizes of generated cases: what a page can judge in a minute. */
const MULTIPLY_ADDS = 2e6;
/** Share of the cases that pairs of backends are compared on. */
const COMPARED = 0.5;

/** Runs the conformance kit on each backend in turn, then compares every pair on common cases. */
export async function judgeBackends(
  { backends: names, cases, seed }: JudgeOrder,
  { signal, emit }: Pick<CallContext<JudgeProgress, never>, 'signal' | 'emit'>,
): Promise<Judgement> {
  const reports: ConformanceReport[] = [];
  const opened: BackendV1[] = [];
  const refused: { readonly name: string; readonly reason: string }[] = [];
  for (const name of names) {
    emit({ task: `${name}: loading`, done: 0 });
    const backend = await open(name, refused);
    if (backend === undefined) continue;
    opened.push(backend);
    const onProgress = ({ title, done, total }: { title: string; done: number; total: number }): void =>
      emit({ task: `${name}: ${title}`, done: done / total });
    reports.push(await runConformance(backend, { cases, seed, multiplyAdds: MULTIPLY_ADDS, signal, onProgress }));
  }
  const agreement = await agreementOf(opened, Math.max(1, Math.round(COMPARED * cases)), seed, signal, emit);
  return { reports, agreement, refused, markdown: markdownOf(reports, agreement, refused) };
}

async function open(name: string, refused: { name: string; reason: string }[]): Promise<BackendV1 | undefined> {
  try {
    return listening(await loadBackend(name));
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    refused.push({ name, reason: error.message });
    return undefined;
  }
}

/** The same backend, but the worker reads its messages before every program that is compiled: a stop is heard. */
function listening(backend: BackendV1): BackendV1 {
  return {
    ...backend,
    compile: async (...given) => {
      await breathe();
      return await backend.compile(...given);
    },
  };
}

async function agreementOf(
  backends: readonly BackendV1[],
  cases: number,
  seed: number,
  signal: AbortSignal,
  emit: (progress: JudgeProgress) => void,
): Promise<AgreementReport | null> {
  if (backends.length < 2) return null;
  const onProgress = (done: number, total: number): void => {
    if (signal.aborted) fail('ABORTED', 'the comparison was stopped');
    emit({ task: 'every pair on the same cases', done: done / total });
  };
  return await compareBackends(backends, { cases, seed, multiplyAdds: MULTIPLY_ADDS, onProgress });
}

function markdownOf(
  reports: Judgement['reports'],
  agreement: AgreementReport | null,
  refused: Judgement['refused'],
): string {
  const parts = ['## chainzrule conformance', '', navigator.userAgent, '', markdownReport(reports)];
  if (agreement !== null) {
    const names = agreement.backends.map(({ name }) => name);
    const cell = (a: string, b: string): string => (a === b ? '' : (pairOf(agreement, a, b)?.ratio.toFixed(3) ?? ''));
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const rows = names.map((a) => line([a, ...names.map((b) => cell(a, b))]));
    parts.push('', 'Largest difference of each pair, in units of what rounding explains (at most 1 agrees):', '');
    parts.push(line(['', ...names]), line(['', ...names].map(() => '---')), ...rows);
  }
  if (refused.length > 0) parts.push('', ...refused.map(({ name, reason }) => `- ${name}: ${reason}`));
  return parts.join('\n');
}

function pairOf({ pairs }: AgreementReport, a: string, b: string): AgreementReport['pairs'][number] | undefined {
  return pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
}
