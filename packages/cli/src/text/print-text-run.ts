import type { RunRecord } from '@chainzrule/core';
import { type Style, styleFor } from '../terminal/style.ts';
import { formatTable, printable } from '../terminal/table.ts';
import { describeRun } from '../train/describe-run.ts';
import { foldTable, summaryTable } from '../train/results-table.ts';
import type { TextTrainOptions } from './text-options.ts';

const SHOWN = 5;
const WIDTH = 72;

/** Prints a run: as JSON, or as text for people; `training`: how, in words. */
export function printTextRun(record: RunRecord, training: string, { json }: Pick<TextTrainOptions, 'json'>): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  const style = styleFor(process.stdout);
  const blocks = [[...describeRun(record, training), describeEncoder(record)].join('\n')];
  for (const network of record.networks) blocks.push(`${style.bold(network.name)}\n${foldTable(record, network)}`);
  if (record.networks.length > 1) {
    const over = record.protocol.folds > 1 ? ' (mean ± sd over folds)' : '';
    blocks.push(`${style.bold('Summary')}${over}\n${summaryTable(record, style)}`);
  }
  if (record.text!.worst.length > 0) blocks.push(worstTable(record, style));
  process.stdout.write(`\n${blocks.join('\n\n')}\n`);
}

/** The encoder and the texts in lines like those of `describeRun`. */
function describeEncoder({ text }: RunRecord): string {
  const { encoder, dimensions, texts, tokens, longest, cut, empty } = text!;
  const details = ['pooling', 'dtype', 'revision', 'device'].flatMap((key) => {
    const value = encoder[key];
    return value === undefined || value === null ? [] : [`${key} ${value}`];
  });
  const odd = [...(cut > 0 ? [`${cut} cut`] : []), ...(empty > 0 ? [`${empty} empty`] : [])]
    .map((part) => `, ${part}`)
    .join('');
  return `encoder   ${printable(String(encoder['source']))} (${encoder['kind']}, ${details.join(', ')}): ${dimensions} numbers a text\ntexts     ${texts}, ${(tokens / texts).toFixed(1)} tokens each, the longest ${longest}${odd}`;
}

/** The texts the first network gets most wrong. */
function worstTable({ text }: RunRecord, style: Style): string {
  const rows = text!.worst
    .slice(0, SHOWN)
    .map(({ text: sentence, truth, predicted, probabilities: [own, taken] }) => [
      printable(truth),
      (100 * own).toFixed(1),
      printable(predicted),
      (100 * taken).toFixed(1),
      shortened(printable(sentence)),
    ]);
  const columns = [
    { title: 'label', align: 'left' },
    { title: '%', align: 'right' },
    { title: 'predicted', align: 'left' },
    { title: '%', align: 'right' },
    { title: 'text', align: 'left' },
  ] as const;
  return `${style.bold('Most wrong')} (misclassified test texts with the least probability for their label)\n${formatTable(columns, rows)}`;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > WIDTH ? `${characters.slice(0, WIDTH - 1).join('')}…` : text;
}
