import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgreementReport, compareBackends } from '@chainzrule/conformance';
import { parseVector } from '@chainzrule/core';
import { REPOSITORY } from '../commands/run-options.ts';
import type { JobOutcome } from '../jobs/planned-job.ts';
import { type Figure, figureOf } from '../records/record.ts';
import { loadSource } from '../science/data/load-source.ts';
import type { SourceDocument } from '../science/data/source.ts';
import { rowRange } from '../science/data/source-facts.ts';
import { type NodeBackendName, nodeBackend } from '../speed/backends.ts';
import { openAgreementPage } from './browser-page.ts';
import { type CurveRequest, type TrainingCurve, trainingCurve } from './training-curve.ts';

/** What an agreement job compares. */
export type AgreementTask = {
  readonly place: 'Node' | 'Chromium';
  readonly backends: readonly string[];
} & (
  | { readonly what: 'pairs'; readonly vectors: number; readonly cases: number }
  | { readonly what: 'curve'; readonly source: SourceDocument; readonly epochs: number }
);

/** Runs one agreement job. `data`: the packed files of the curve's source. */
export async function runAgreementTask(task: AgreementTask, data?: Uint8Array): Promise<JobOutcome> {
  if (task.place === 'Node') return await compareHere(task, data);
  await using page = await openAgreementPage();
  const reasons = await page.call<Record<string, string>>('available', task.backends);
  const names = task.backends.filter((name) => !(name in reasons));
  const absent = Object.fromEntries(
    Object.entries(reasons).map(([name, reason]) => [`absent ${name}`, reason.slice(0, 200)]),
  );
  if (task.what === 'pairs') {
    const texts = await vectorTexts(task.vectors);
    const outcome = pairsOutcome(await page.call<AgreementReport>('compare', names, texts, task.cases));
    return { ...outcome, notes: { ...outcome.notes, ...absent } };
  }
  const request = await curveRequest(task.source, data!, task.epochs);
  const curves = new Map<string, TrainingCurve>();
  for (const name of names) curves.set(name, await page.call<TrainingCurve>('curve', name, request));
  return { ...curveOutcome(curves), notes: absent };
}

async function compareHere(task: AgreementTask, data?: Uint8Array): Promise<JobOutcome> {
  const backends = await Promise.all(task.backends.map((name) => nodeBackend(name as NodeBackendName)));
  if (task.what === 'pairs') {
    const vectors = (await vectorTexts(task.vectors)).map((text) => parseVector(text));
    return pairsOutcome(await compareBackends(backends, { vectors, cases: task.cases }));
  }
  const request = await curveRequest(task.source, data!, task.epochs);
  const curves = new Map<string, TrainingCurve>();
  for (const backend of backends) curves.set(backend.name, await trainingCurve(backend, request));
  return curveOutcome(curves);
}

/** Golden vectors, evenly over the folder. */
async function vectorTexts(count: number): Promise<string[]> {
  const folder = join(REPOSITORY, 'packages/conformance/vectors');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const step = Math.max(1, Math.floor(names.length / Math.max(count, 1)));
  const chosen = names.filter((_, index) => index % step === 0).slice(0, count);
  return await Promise.all(chosen.map((name) => readFile(join(folder, name), 'utf8')));
}

function pairsOutcome({ pairs, backends }: AgreementReport): JobOutcome {
  const key = ({ a, b }: { readonly a: string; readonly b: string }): string => `${a} × ${b}`;
  const worst = pairs.map((pair): [string, string] => {
    const { worst: at } = pair;
    return [key(pair), `${at.tensor}[${at.index}] of ${at.case}: ${at.a} and ${at.b}`];
  });
  return {
    figures: {
      cases: pairs[0]?.cases ?? 0,
      ...Object.fromEntries(pairs.map((pair) => [key(pair), figureOf(pair.ratio)])),
    },
    notes: {
      ...Object.fromEntries(worst),
      ...Object.fromEntries(backends.map(({ name, device }) => [`device ${name}`, device])),
    },
  };
}

/** Each curve's distance to the first one's, the reference's: relative in the loss by epoch, absolute in the last probabilities. */
function curveOutcome(curves: ReadonlyMap<string, TrainingCurve>): JobOutcome {
  const [[, base] = [], ...others] = [...curves];
  if (base === undefined) return { figures: {} };
  const series: Record<string, Figure[]> = { reference: base.losses.map(figureOf) };
  const figures: Record<string, Figure> = { epochs: base.losses.length };
  for (const [name, { losses, logits }] of others) {
    series[name] = losses.map((loss, epoch) =>
      figureOf(Math.abs(loss - base.losses[epoch]!) / Math.abs(base.losses[epoch]!)),
    );
    const distances = logits.map((logit, row) => Math.abs(sigmoid(logit) - sigmoid(base.logits[row]!)));
    figures[`largest difference in probability, ${name}`] = figureOf(Math.max(...distances));
    figures[`decisions that differ, ${name}`] = logits.filter(
      (logit, row) => logit > 0 !== base.logits[row]! > 0,
    ).length;
  }
  return { figures, series };
}

async function curveRequest(document: SourceDocument, data: Uint8Array, epochs: number): Promise<CurveRequest> {
  const source = await loadSource(document, data);
  const rows = rowRange(0, source.rows);
  const [x] = source.prepare(rows, [rows]);
  return { inputs: x!.cols, x: [...x!.data], y: [...source.labels], epochs, seed: 1 };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
