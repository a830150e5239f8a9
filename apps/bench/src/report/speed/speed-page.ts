import * as Plot from '@observablehq/plot';
import type { DocumentRecord, ResultRecord } from '../../records/record.ts';
import { mean, median } from '../../statistics/descriptive.ts';
import { type Block, heading, type Page, table, text } from '../blocks.ts';
import { COLOURS, plot } from '../draw.ts';
import { fixed, significant } from '../numbers.ts';
import { quotients, ratioText } from './ratio.ts';
import { targetBlocks } from './target-table.ts';

const OURS = 'onnx-node: cubic + DREG';

/** The speed page: ratios within one interleaved run, never bare times. */
export function speedPage(results: readonly ResultRecord[], documents: readonly DocumentRecord[]): Page {
  const own = results.filter(({ job }) => job.suite === 'speed');
  const statement = documents.find(({ id }) => id === own[0]?.job.protocol)?.document['statement'];
  const of = (experiment: string): ResultRecord[] =>
    own
      .filter(({ job }) => job.experiment === experiment)
      .sort((a, b) => (JSON.stringify(a.job.at) < JSON.stringify(b.job.at) ? -1 : 1));
  const blocks: Block[] = [
    text('What do steps, predictions and τ cost, beside what users would pick instead? `pnpm bench speed`.'),
    ...(own.length === 0 ? [text('There are no records of this suite yet.')] : [text(String(statement ?? ''))]),
    ...targetBlocks(of('targets')),
    ...section(
      'A training step',
      `Time relative to **${OURS}** = 1, median over rounds [10th … 90th percentile]; above 1 is slower. brain.js descends row by row, so it does another (cheaper) kind of step.`,
      of('steps'),
      OURS,
    ),
    ...section(
      'Predictions and τ',
      "Time of one call over all rows, relative to **onnx-node: inference** = 1. τ needs every layer's and every input's derivative norm.",
      of('rows'),
      'onnx-node: inference',
    ),
    ...section(
      'What each penalty costs',
      'ONNX Runtime in Node; time of a step relative to **the cubic without a penalty** = 1. `accumulated` carries the Jacobian of every row through the layers: its products are those of the forward pass times the number of inputs.',
      of('penalties'),
      'onnx-node: cubic',
    ),
    ...scalingBlocks(of('scaling')),
    ...startupBlocks(of('startup')),
    ...footprintBlocks(of('footprint')),
  ];
  return { name: 'speed', title: 'Speed', blocks };
}

/** Ratios of every contestant to one of them. */
function section(title: string, explanation: string, results: readonly ResultRecord[], base: string): Block[] {
  if (results.length === 0) return [];
  const columns = results.map(({ job: { at } }) =>
    [at['size'], at['batch'] === undefined ? `${at['rows']} rows` : `batch ${at['batch']}`].join(', '),
  );
  const names = [...new Set(results.flatMap(({ times = {} }) => Object.keys(times)))];
  const rows = names.map((name) => [
    name,
    ...results.map(({ times = {} }) => ratioText(quotients(times[name], times[base]))),
  ]);
  const sorted = rows.toSorted((a, b) => Number.parseFloat(a.at(-1)!) - Number.parseFloat(b.at(-1)!));
  return [heading(title), text(explanation), table(['contestant', ...columns], sorted)];
}

function scalingBlocks(results: readonly ResultRecord[]): Block[] {
  if (results.length === 0) return [];
  const rows = results.map(({ job: { at }, times = {} }) => {
    const points = Object.entries(times)
      .map(([value, list]): [number, number] => [Number(value), median(list)])
      .sort(([a], [b]) => a - b);
    const upper = points.slice(Math.floor(points.length / 2) - (points.length > 2 ? 0 : 1));
    return [
      String(at['axis']),
      String(at['kind']),
      points.map(([value]) => value).join(', '),
      points.map(([, time]) => significant(time / points[0]![1], 3)).join(', '),
      fixed(exponent(points), 2),
      fixed(exponent(upper.length < 2 ? points : upper), 2),
    ];
  });
  return [
    heading('How the cost grows'),
    text(
      'ONNX Runtime in Node. The exponent e of time ∝ valueᵉ is fitted to the logarithms of median times (least squares), over all values and over the upper half, where fixed costs weigh less. Products grow with the square of the width and ' +
        "with depth, batch and rows; the penalty's own share is elementwise, so the ratio of the two kinds falls with the width.",
    ),
    table(['grows', 'network', 'values', 'time relative to the first', 'exponent', 'upper half'], rows, { left: 4 }),
    scalingPlot(results),
  ];
}

function exponent(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [points.map(([value]) => Math.log(value)), points.map(([, time]) => Math.log(time))];
  const [centreX, centreY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, index) => sum + (value - centreX) * (y[index]! - centreY), 0);
  return covariance / x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}

function scalingPlot(results: readonly ResultRecord[]): Block {
  const points = results.flatMap(({ job: { at }, times = {} }) => {
    const entries = Object.entries(times)
      .map(([value, list]) => ({ value: Number(value), time: median(list) }))
      .sort((a, b) => a.value - b.value);
    return entries.map(({ value, time }) => ({
      axis: String(at['axis']),
      kind: String(at['kind']),
      value: value / entries[0]!.value,
      time: time / entries[0]!.time,
    }));
  });
  const kinds = [...new Set(points.map(({ kind }) => kind))].sort();
  const caption = `Time by width, depth, batch and rows, each relative to the smallest; ${kinds.map((kind, index) => `${kind} ${['blue', 'orange'][index] ?? ''}`).join(', ')}.`;
  return plot('speed-scaling', caption, {
    height: 260,
    marginBottom: 40,
    marginLeft: 60,
    fx: { label: null, padding: 0.15 },
    x: { type: 'log', label: 'value relative to the first →', ticks: [1, 10, 100], tickFormat: '~s' },
    y: {
      type: 'log',
      label: 'time relative to the first →',
      labelAnchor: 'center',
      grid: true,
      nice: true,
      ticks: [1, 10, 100],
      tickFormat: '~s',
    },
    color: { domain: kinds, range: [...COLOURS], legend: false },
    marks: [
      Plot.lineY(points, { fx: 'axis', x: 'value', y: 'time', z: 'kind', stroke: 'kind', strokeWidth: 2 }),
      Plot.dot(points, { fx: 'axis', x: 'value', y: 'time', fill: 'kind', r: 3 }),
    ],
  });
}

function startupBlocks(results: readonly ResultRecord[]): Block[] {
  if (results.length === 0) return [];
  const of = (result: ResultRecord, name: string): number => median(result.times?.[name] ?? [Number.NaN]);
  const base = results.find(({ job }) => job.at['backend'] === 'reference') ?? results[0]!;
  return [
    heading('Start-up and memory'),
    text(
      'A process of its own: from its start to the end of the first training step, and the most memory it held; medians. Time relative to the reference backend = 1.',
    ),
    table(
      ['backend', 'first step, relative', 'peak memory, MiB'],
      results.map((result) => [
        String(result.job.at['backend']),
        significant(of(result, 'first step, ms') / of(base, 'first step, ms'), 3),
        fixed(of(result, 'peak memory, MiB'), 0),
      ]),
    ),
  ];
}

function footprintBlocks(results: readonly ResultRecord[]): Block[] {
  const figures = results.at(-1)?.figures;
  if (figures === undefined) return [];
  const named = (prefix: string): [string, number][] =>
    Object.entries(figures).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== null ? [[name.slice(prefix.length), value] as [string, number]] : [],
    );
  return [
    heading('Install size'),
    text('On disk, the package with everything it depends on (runtimes are peers: users install the one they want).'),
    table(
      ['install', 'MiB'],
      named('install ').map(([name, size]) => [name, fixed(size / 1024, 1)]),
    ),
    heading('Size in a bundle'),
    text('What a bundler leaves of an import, minified; runtimes stay outside.'),
    table(
      ['import', 'minified, KiB', 'gzipped, KiB'],
      named('minified ').map(([name, size]) => [
        name,
        fixed(size, 1),
        fixed(figures[`gzipped ${name}`] ?? Number.NaN, 1),
      ]),
    ),
  ];
}
