import { library } from '../../config/tsdown.ts';

export default library({ index: 'src/index.ts', bert: 'src/bert/index.ts' });
