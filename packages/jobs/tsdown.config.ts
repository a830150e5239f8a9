import { library } from '../../config/tsdown.ts';

export default library({ index: 'src/index.ts', thread: 'src/local/thread.ts' });
