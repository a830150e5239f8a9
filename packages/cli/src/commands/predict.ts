import { predictTable } from '@chainzrule/core';
import { writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { BACKEND_NAMES, createBackend } from '../backends.ts';
import { commandName } from '../command-name.ts';
import { loadPreparedModel, loadRows } from '../predict/load-rows.ts';
import { Progress } from '../terminal/progress.ts';

interface PredictOptions {
  readonly header: boolean;
  readonly out?: string;
  readonly backend: string;
}

/** `chainzrule predict`: classes and probabilities, or numbers, for new rows. */
export function predictCommand(): Command {
  return new Command('predict')
    .summary('predict new rows with a trained model')
    .description(
      'Predicts every row of a table: its class and the probability of each class, or a number. Columns are matched by name.',
    )
    .argument('<model>', 'a model.safetensors that `train --out` wrote')
    .argument('<data.csv>', 'rows to predict; the target column may be missing')
    .option('--no-header', 'the first line is data, not names')
    .option('--out <file>', 'write CSV there instead of printing it')
    .option('--backend <name>', `what computes: ${BACKEND_NAMES.join(', ')}`, 'reference')
    .addHelpText(
      'after',
      `\nExample:\n  ${commandName()} predict runs/first/model.safetensors new-rows.csv --out predictions.csv`,
    )
    .action(async (modelPath: string, dataPath: string, { header, out, backend }: PredictOptions) => {
      const say = (text: string): void => void process.stderr.write(`${text}\n`);
      const model = await loadPreparedModel(modelPath);
      const { table } = await loadRows(dataPath, model, header, new Progress(process.stderr), say);
      const text = await predictTable(model, table, await createBackend(backend));
      if (out === undefined) {
        process.stdout.write(text);
        return;
      }
      await writeFileAtomic(out, text);
      say(`wrote ${table.rows} predictions to ${out}`);
    });
}
