import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConformanceReport, runConformance } from '@chainzrule/conformance';
import { parseVector } from '@chainzrule/core';
import { openAgreementPage } from '../agreement/browser-page.ts';
import { REPOSITORY } from '../commands/run-options.ts';
import { commitOf } from '../records/sitting.ts';
import { nodeBackend } from '../speed/backends.ts';
import type { JudgeOptions } from './judge-options.ts';
import type { JudgedBackend } from './judged-backends.ts';
import type { JudgedRecord } from './judged-record.ts';

/** Judges one backend by the whole conformance kit, the project's golden vectors included. `say` hears how far it is. */
export async function judgeBackend(
  backend: JudgedBackend,
  options: Omit<JudgeOptions, 'vectors'>,
  say: (line: string) => void,
): Promise<JudgedRecord> {
  const start = performance.now();
  const all = { ...options, vectors: await vectorTexts() };
  const report =
    backend.place === 'Node' ? await inNode(backend.name, all, say) : await inChromium(backend.name, all, say);
  return {
    ...report,
    format: 'chainzrule/judged@1',
    place: backend.place,
    checks: report.checks.filter(({ status }) => status !== 'passed'),
    multiplyAdds: options.multiplyAdds,
    trajectorySteps: options.trajectorySteps,
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    seconds: Math.round((performance.now() - start) / 1000),
  };
}

async function inNode(
  name: (JudgedBackend & { readonly place: 'Node' })['name'],
  { vectors, ...options }: JudgeOptions,
  say: (line: string) => void,
): Promise<ConformanceReport> {
  return await runConformance(await nodeBackend(name), {
    ...options,
    vectors: vectors.map((text) => parseVector(text)),
    onProgress: ({ tier, done, total, failed }) => say(`T${tier} ${done}/${total}, ${failed} failed`),
  });
}

async function inChromium(
  name: string,
  options: JudgeOptions,
  say: (line: string) => void,
): Promise<ConformanceReport> {
  await using page = await openAgreementPage();
  page.page.on('console', (message) => say(message.text()));
  return await page.call<ConformanceReport>('judge', name, options);
}

async function vectorTexts(): Promise<string[]> {
  const folder = join(REPOSITORY, 'packages/conformance/vectors');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}
