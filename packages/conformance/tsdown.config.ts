import { library } from '../../config/tsdown.ts';

export default library({ index: 'src/index.ts', vitest: 'src/vitest.ts', node: 'src/node/index.ts' });
