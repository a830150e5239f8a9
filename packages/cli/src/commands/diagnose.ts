import { writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { BACKEND_NAMES, createBackend } from '../backends.ts';
import { commandName } from '../command-name.ts';
import { diagnose } from '../diagnose/diagnosis.ts';
import { printDiagnosis } from '../diagnose/print-diagnosis.ts';
import { numberOption } from '../option-values.ts';
import { loadPreparedModel, loadRows } from '../predict/load-rows.ts';
import { renderDiagnosis } from '../report/render-diagnosis.ts';
import { Progress } from '../terminal/progress.ts';
import { styleFor } from '../terminal/style.ts';

interface DiagnoseOptions {
  readonly header: boolean;
  readonly json: boolean;
  readonly radius: number;
  readonly report?: string;
  readonly backend: string;
}

/** `chainzrule diagnose`: how stable a model is on rows without labels. */
export function diagnoseCommand(): Command {
  return new Command('diagnose')
    .summary('see how stable a model is on rows without labels')
    .description(
      'Measures gradient norms on unlabelled rows: the tail ratio beside that of training, norms of each layer, a Lipschitz bound over the box of the rows, and how many decisions are certified.',
    )
    .argument('<model>', 'a model.safetensors that `train --out` wrote')
    .argument('<data.csv>', 'rows to look at; the target column may be missing')
    .option('--no-header', 'the first line is data, not names')
    .option(
      '--radius <r>',
      'certify decisions within this many standard deviations',
      numberOption('--radius', { min: 0, max: 1e6, above: true }),
      0.1,
    )
    .option('--json', 'print the diagnosis as JSON and nothing else', false)
    .option('--report <file>', 'also write a page to look at there')
    .option('--backend <name>', `what computes: ${BACKEND_NAMES.join(', ')}`, 'reference')
    .addHelpText(
      'after',
      `\nExample:\n  ${commandName()} diagnose runs/first/model.safetensors new-rows.csv --report diagnosis.html`,
    )
    .action(async (modelPath: string, dataPath: string, options: DiagnoseOptions) => {
      const say = (text: string): void => void process.stderr.write(`${text}\n`);
      const model = await loadPreparedModel(modelPath);
      const { table, name, sha256 } = await loadRows(
        dataPath,
        model,
        options.header,
        new Progress(process.stderr, !options.json),
        say,
      );
      const data = { name, sha256, rows: table.rows };
      const diagnosis = await diagnose(model, table, data, options.radius, await createBackend(options.backend));
      if (options.report !== undefined) await writeFileAtomic(options.report, renderDiagnosis(diagnosis));
      process.stdout.write(
        options.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : printDiagnosis(diagnosis, styleFor(process.stdout)),
      );
      if (options.report !== undefined) say(`wrote ${options.report}`);
    });
}
