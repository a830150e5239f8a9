import type { ResultRecord } from '../../records/record.ts';
import { PROCESSOR } from '../../speed/target-task.ts';
import { TARGETS, type Target, type TargetRatio } from '../../speed/targets.ts';
import { median } from '../../statistics/descriptive.ts';
import { type Block, heading, table, text } from '../blocks.ts';
import { significant } from '../numbers.ts';
import { quotients, ratioText } from './ratio.ts';

/** What the project holds itself to, with the limit beside each ratio; nothing where nothing was measured. */
export function targetBlocks(results: readonly ResultRecord[]): Block[] {
  const rows = TARGETS.flatMap((target) => {
    const result = results.find((one) => isOf(one, target));
    return result === undefined ? [] : target.ratios.map((ratio) => rowOf(target, ratio, result));
  });
  if (rows.length === 0) return [];
  const torch = results.some(({ notes }) => notes?.['PyTorch'] === 'absent')
    ? ' PyTorch is not installed here, so its rows are empty.'
    : '';
  return [
    heading('Limits that the project holds itself to'),
    text(
      'Time of one step divided by the time of another, median over rounds [10th … 90th percentile], on the clock and in time of the processor (which other work on the machine disturbs less); ✗ marks a median over its limit. ' +
        `tf.layers: TensorFlow.js' own \`trainOnBatch\` of the plain ReLU network with Adam. PyTorch: the same network and closed-form penalty, foreach AdamW, one thread.${torch}`,
    ),
    table(['size', 'step', 'divided by', 'limit', 'clock', 'processor'], rows, { left: 3 }),
  ];
}

function isOf({ job: { at } }: ResultRecord, { runtime, size }: Target): boolean {
  return at['runtime'] === runtime && at['size'] === size.name;
}

function rowOf({ size }: Target, { over, under, limit }: TargetRatio, { times = {} }: ResultRecord): string[] {
  const clock = quotients(times[over], times[under]);
  const processor = quotients(times[over + PROCESSOR], times[under + PROCESSOR]);
  const isOver = limit !== undefined && processor.length > 0 && median(processor) > limit;
  return [
    size.name,
    over,
    under,
    limit === undefined ? '–' : significant(limit, 3),
    ratioText(clock),
    `${ratioText(processor)}${isOver ? ' ✗' : ''}`,
  ];
}
