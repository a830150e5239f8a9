import { createHash } from 'node:crypto';
import { syntheticTable } from '@chainzrule/core';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { Progress } from '../terminal/progress.ts';
import { styleFor } from '../terminal/style.ts';

import { addCheckpointOptions, addTrainingOptions, settingsOf, type TrainOptions } from '../train/train-options.ts';
import { trainAndPrint } from './train.ts';

/** `chainzrule example`: the whole of `train` on an embedded synthetic table. */
export function exampleCommand(): Command {
  const command = new Command('example')
    .summary('see it work on an embedded synthetic table')
    .description(
      'Trains a ChainzRule network and its plain ReLU twin on 300 made-up, noisy rows, by the same protocol as `train`.',
    );
  return addCheckpointOptions(addTrainingOptions(command)).action(async (given: TrainOptions) => {
    const options: TrainOptions = {
      baseline: 'relu',
      ...given,
      target: 'outcome',
      task: 'binary',
      header: true,
      missing: [],
      missingIndicator: false,
    };
    settingsOf(options);
    const table = syntheticTable();
    const sha256 = createHash('sha256')
      .update(
        JSON.stringify(
          table.columns.map((column) => (column.type === 'numeric' ? [...column.values] : [...column.codes])),
        ),
      )
      .digest('hex');
    const progress = new Progress(process.stderr, !options.json);
    await trainAndPrint({ table, name: 'embedded example', sha256 }, true, options, progress);
    if (!options.json) process.stdout.write(nextSteps());
  });
}

function nextSteps(): string {
  const style = styleFor(process.stdout);
  const name = commandName();
  return `
${style.bold('Three things to try next')}
  1. your own table:             ${style.accent(`${name} train DATA.csv --target COLUMN --baseline relu`)}
  2. λ chosen by inner folds:    ${style.accent(`${name} example --lambda cv`)}
  3. λ annealed over training:   ${style.accent(`${name} example --schedule geometric:1..0.01`)}
Every option is explained by  ${style.accent(`${name} train --help`)}
`;
}
