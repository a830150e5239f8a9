import { library } from '../../config/tsdown.ts';

export default library({
  index: 'src/index.ts',
  reference: 'src/reference/index.ts',
  step: 'src/step/index.ts',
  csv: 'src/csv/index.ts',
  node: 'src/node/index.ts',
});
