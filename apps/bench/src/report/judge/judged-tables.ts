import type { JudgedRecord } from '../../judge/judged-record.ts';
import { table } from '../blocks.ts';
import { deviceText } from '../device-text.ts';
import { tableToMarkdown } from '../markdown.ts';
import { fixed, significant } from '../numbers.ts';

/** What the kit found, a row for each backend and place. */
export function judgedTable(records: readonly JudgedRecord[]): string {
  const rows = records.map(({ distribution: d, ...record }) => [
    record.backend,
    record.place,
    outcomeOf(record),
    `${record.vectors} + ${record.generatedCases}`,
    record.multiplyAdds.toExponential(0).replace('+', ''),
    String(record.trajectorySteps),
    String(d.tensors),
    significant(d.largestRatio, 3),
    significant(d.medianRatio, 2),
    fixed((100 * d.undecidable) / Math.max(1, d.tensors), 2),
    String(record.tiers.reduce((sum, { waived }) => sum + waived, 0)),
    record.date,
  ]);
  const titles = [
    'backend',
    'where',
    'outcome',
    'vectors + cases',
    'multiply-adds, at most',
    'steps of a trajectory',
    'tensors',
  ];
  const ratios = ['largest error / tolerance', 'median', 'undecidable, %', 'waivers', 'date'];
  const devices = records.map(({ backend, place, device }) => [backend, place, deviceText(device)]);
  return [
    tableToMarkdown(table([...titles, ...ratios], rows, { left: 3 })),
    tableToMarkdown(table(['backend', 'where', 'device'], devices, { left: 3 })),
  ].join('\n\n');
}

/** All tiers passed, or the first that did not and how. */
function outcomeOf({ tiers }: Pick<JudgedRecord, 'tiers'>): string {
  const open = tiers.find(({ status }) => status !== 'passed');
  if (open === undefined) return `T0 – T${tiers.length - 1} passed`;
  return open.status === 'failed'
    ? `T${open.tier}: ${open.failed} failed`
    : `to T${open.tier - 1}; T${open.tier} ${open.status}`;
}

/** The arithmetics that the judged backends declare. */
export function arithmeticTable(records: readonly JudgedRecord[]): string {
  const groups = new Map<string, string[]>();
  for (const { backend, arithmetic } of records) {
    const key = JSON.stringify(arithmetic);
    groups.set(key, [...new Set([...(groups.get(key) ?? []), backend])]);
  }
  const names = ['exp', 'log', 'tanh', 'erf', 'sqrt', 'div'] as const;
  const rows = [...groups].map(([key, backends]) => {
    const { unitRoundoff, elementary } = JSON.parse(key) as JudgedRecord['arithmetic'];
    return [
      backends.join(', '),
      `2<sup>${String(Math.log2(unitRoundoff)).replace('-', '−')}</sup>`,
      ...names.map((name) => String(elementary[name])),
    ];
  });
  return tableToMarkdown(table(['backends', 'u', ...names], rows, { left: 2 }));
}
