import type { FitSettings, NetworkSpec, RunRecord } from '@chainzrule/core';
import { printable } from '../terminal/table.ts';

const LISTED = 6;

/** What is trained on what, and by which rules, as lines of text; `training`: how, in words. */
export function describeRun(record: RunRecord, training: string): string[] {
  const { data, protocol, seed, networks, environment } = record;
  const [first] = networks;
  const network = first!.network as NetworkSpec;
  const classes = data.classes.slice(0, LISTED).map(printable).join(', ') + (data.classes.length > LISTED ? ', …' : '');
  const predicts =
    data.task === 'regression' ? 'regression' : `${data.task}, ${data.classes.length} classes: ${classes}`;
  return [
    `data      ${printable(data.name)}${data.synthetic ? ' (synthetic)' : ''}: ${describeRows(record)}; predicts ${printable(data.target)} (${predicts})`,
    `network   ${describeNetwork(network)}`,
    `training  ${training}, seed ${seed}`,
    `protocol  ${protocol.statement}`,
    `computed  by ${environment.backend} (${environment.device})`,
  ];
}

/** How much data there is: rows and columns, or texts. */
export function describeRows({ data: { rows, columns }, text }: RunRecord): string {
  return text === undefined ? `${rows} rows, ${columns.length - 1} columns` : `${rows} texts`;
}

/** Widths, activations, head and penalty in one line. */
export function describeNetwork({ inputs, layers, head, dreg }: NetworkSpec): string {
  const widths = [`${inputs}`, ...layers.map(({ units, activation }) => `${units} ${activation.type}`), head.type];
  const smoothing = dreg.smoothing ? `, smoothing ${dreg.smoothing}` : '';
  return `${widths.join(' → ')}; DREG ${dreg.penalty === 'none' ? 'none' : `${dreg.penalty} (${dreg.reduction}${smoothing})`}`;
}

/** How the first network of a record was trained, in words. */
export function describeTraining({ networks }: RunRecord, settings: FitSettings): string {
  const { lambda, inputNoise: noise, epochs } = networks[0]!.folds[0]!;
  const cubic = settings.activation === 'cubic';
  const number = Number(lambda);
  const value = Number.isFinite(number) ? String(Number(number.toPrecision(3))) : lambda;
  const rule = cubic ? '0.25·√(100/n)' : 'min(1.5, 30/n)';
  const how =
    settings.lambda === 'auto'
      ? ` (auto: ${rule} of n training rows)`
      : settings.lambda === 'cv'
        ? ' (chosen by inner folds)'
        : '';
  const noiseRule = settings.inputNoise === 'auto' && cubic ? ' (auto: 0.7·min(1, √(50/n)))' : '';
  return `λ ${value}${how}, input noise ${Number(noise.toPrecision(3))}${noiseRule}, ${epochs} epochs of ${settings.batchSize}-row steps`;
}
