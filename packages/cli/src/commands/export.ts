import type { ModelFile } from '@chainzrule/core';
import { loadModel, writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { loadOnnxAdapter } from '../onnx-adapter.ts';
import { choice } from '../option-values.ts';
import { printable } from '../terminal/table.ts';
import { UsageError } from '../usage-error.ts';

interface ExportCommandOptions {
  readonly to: 'onnx';
  readonly out?: string;
  readonly weights: 'float32' | 'float16';
  readonly opset: '17' | '21';
  readonly logits?: boolean;
  readonly norms?: boolean;
}

/** `chainzrule export`: a trained model as a file that other runtimes run. */
export function exportCommand(): Command {
  return new Command('export')
    .summary('write a trained model as an ONNX file: raw rows in, probabilities out')
    .description(
      'Writes a model as one ONNX graph that any ONNX runtime runs: it takes raw rows (NaN or an empty text = missing), prepares them as in training, and gives probabilities or values.',
    )
    .argument('<model>', 'a model.safetensors that `train --out` wrote')
    .option('--to <format>', 'onnx', choice('--to', ['onnx']), 'onnx')
    .option('--out <file>', 'where to write it (required)')
    .option(
      '--weights <format>',
      'how parameters are stored, float32 or float16 (half the size)',
      choice('--weights', ['float32', 'float16']),
      'float32',
    )
    .option(
      '--opset <version>',
      'of ONNX’s operators: 21, or 17 for runtimes before 2024',
      choice('--opset', ['17', '21']),
      '21',
    )
    .option('--logits', 'the logits as an output too')
    .option('--norms', 'the derivative norms of every row as outputs too, for τ on live rows')
    .addHelpText(
      'after',
      `\nExample:\n  ${commandName()} export runs/first/model.safetensors --to onnx --out runs/first/model.onnx`,
    )
    .action(async (path: string, { out, weights, opset, logits = false, norms = false }: ExportCommandOptions) => {
      if (out === undefined) throw new UsageError('--out is missing: the file to write, such as --out model.onnx');
      const model = await loadModel(path);
      const { exportOnnx } = await loadOnnxAdapter();
      const bytes = exportOnnx(model, { weights, opset: opset === '17' ? 17 : 21, logits, norms });
      await writeFileAtomic(out, bytes);
      process.stdout.write(`wrote ${out}: ${bytes.length} bytes, opset ${opset}, ${weights} weights\n`);
      process.stdout.write(`${signatureOf(model, { logits, norms }).join('\n')}\n`);
    });
}

/** What the file takes and gives, for who deploys it. */
function signatureOf(
  { network, preparation }: ModelFile,
  { logits, norms }: { readonly logits: boolean; readonly norms: boolean },
): string[] {
  const list = (names: readonly string[]): string => names.map(printable).join(', ');
  const columns = (type: 'numeric' | 'categorical'): string[] =>
    preparation?.columns.filter((column) => column.type === type).map(({ name }) => name) ?? [];
  const [numeric, texts] = [columns('numeric'), columns('categorical')];
  const takes = [
    ...(preparation === null ? [`x float32 [rows, ${network.inputs}], prepared rows`] : []),
    ...(numeric.length > 0 ? [`numeric float32 [rows, ${numeric.length}], NaN = missing: ${list(numeric)}`] : []),
    ...(texts.length > 0 ? [`categorical string [rows, ${texts.length}], '' = missing: ${list(texts)}`] : []),
  ];
  const target = preparation?.target;
  const result =
    network.head.type === 'regression'
      ? `values float32 [rows, ${network.head.outputs}]${target === undefined ? '' : `: ${printable(target.name)}`}`
      : `probabilities float32 [rows, classes]${target === undefined || target.task === 'regression' ? '' : `: ${list(target.classes)}`}`;
  const gives = [result, ...(logits ? ['logits'] : []), ...(norms ? ['layer_norms, input_norms float32 [rows]'] : [])];
  return [...labelled('takes', takes), ...labelled('gives', gives)];
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(label.length)}  ${line}`);
}
