import * as Plot from '@observablehq/plot';
import type { DocumentRecord, ResultRecord } from '../../records/record.ts';
import { type Block, heading, type Page, table, text } from '../blocks.ts';
import { COLOURS, plot } from '../draw.ts';
import { fixed, significant } from '../numbers.ts';
import { pairBlocks, pairSummary } from './pairs.ts';

/** The agreement page. */
export function agreementPage(results: readonly ResultRecord[], documents: readonly DocumentRecord[]): Page {
  const own = results.filter(({ job }) => job.suite === 'agreement');
  const statement = documents.find(({ id }) => id === own[0]?.job.protocol)?.document['statement'];
  const blocks: Block[] = [
    text('Do all backends compute the same? `pnpm bench agreement`.'),
    ...(own.length === 0
      ? [text('There are no records of this suite yet.')]
      : [text(experimentsText(String(statement ?? '')))]),
  ];
  for (const result of latestOf(own, 'pairs')) blocks.push(...pairBlocks(result));
  for (const result of latestOf(own, 'curve')) blocks.push(...curveBlocks(result));
  return { name: 'agreement', title: 'Agreement', blocks };
}

/** A statement of the form "pairs: …. curve: …." as a list. */
function experimentsText(statement: string): string {
  return statement.replace(/(^|(?<=\.) )(pairs|curve): /g, (_, start: string, name: string) => {
    return `${start === '' ? '' : '\n'}- **${name}**: `;
  });
}

/** The worst pair of each place, in a sentence; undefined without results. */
export function agreementSummary(results: readonly ResultRecord[]): string | undefined {
  const own = results.filter(({ job }) => job.suite === 'agreement');
  const sentences = latestOf(own, 'pairs').map(pairSummary);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** The largest run of each place. */
function latestOf(results: readonly ResultRecord[], experiment: string): ResultRecord[] {
  const size = ({ job }: ResultRecord): number => Number(job.at['cases'] ?? job.at['epochs']);
  const places = new Map<string, ResultRecord>();
  for (const result of results.filter(({ job }) => job.experiment === experiment)) {
    const place = String(result.job.at['place']);
    const known = places.get(place);
    if (known === undefined || size(known) < size(result)) places.set(place, result);
  }
  return [...places].sort(([a], [b]) => (a > b ? -1 : 1)).map(([, result]) => result);
}

/** Share of the axis that a line of text takes. */
const LABEL_SHARE = 0.055;

/** Labels at the lines' ends on a logarithmic axis, each at least a factor above the one below. */
function apart<P extends { readonly distance: number }>(
  points: readonly P[],
  factor: number,
): (P & { place: number })[] {
  let last = 0;
  return points
    .toSorted((a, b) => a.distance - b.distance)
    .map((point) => {
      last = Math.max(point.distance, last * factor);
      return { ...point, place: last };
    });
}

function curveBlocks({ job, figures, series = {} }: ResultRecord): Block[] {
  const names = Object.keys(series).filter((name) => name !== 'reference');
  const plotName = `agreement-curve-${String(job.at['place']).toLowerCase()}`;
  // Zero has no place on a logarithmic axis.
  const points = names.flatMap((name) =>
    series[name]!.flatMap((distance, epoch) =>
      distance === null || distance <= 0 ? [] : [{ name, epoch: epoch + 1, distance }],
    ),
  );
  const distances = points.map(({ distance }) => distance);
  const ends = apart(
    names.flatMap((name) => points.filter((point) => point.name === name).slice(-1)),
    (Math.max(...distances) / Math.min(...distances)) ** LABEL_SHARE,
  );
  const caption = `Relative difference of the mean loss of each epoch to the reference's, ${job.at['epochs']} epochs on Pima.`;
  const drawing = plot(plotName, caption, {
    height: 320,
    marginRight: 130,
    marginLeft: 60,
    marginBottom: 40,
    x: { label: 'epoch →' },
    y: { type: 'log', grid: true, label: '↑ relative difference of the mean loss', tickFormat: '~e' },
    color: { domain: names, range: [...COLOURS] },
    marks: [
      Plot.lineY(points, { x: 'epoch', y: 'distance', z: 'name', stroke: 'name', strokeWidth: 1.5 }),
      Plot.text(ends, { x: 'epoch', y: 'place', text: 'name', fill: 'name', dx: 8, textAnchor: 'start' }),
    ],
  });
  return [
    heading(`${job.at['place']}: a whole training left to itself`),
    text(
      'Each backend trains on its own from the same start; the distance to the float64 reference is what rounding makes of it over a whole run.',
    ),
    drawing,
    table(
      ['backend', 'largest difference in probability', 'decisions that differ (of 768)'],
      names.map((name) => [
        name,
        significant(figures[`largest difference in probability, ${name}`] ?? Number.NaN, 3),
        fixed(figures[`decisions that differ, ${name}`] ?? Number.NaN, 0),
      ]),
    ),
  ];
}
