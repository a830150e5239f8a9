import { library } from '../../config/tsdown.ts';

export default library({ index: 'src/index.ts', disk: 'src/disk/index.ts', 'in-browsers': 'src/disk/in-browsers.ts' });
