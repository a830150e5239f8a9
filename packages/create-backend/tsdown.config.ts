import { library } from '../../config/tsdown.ts';

export default library({ main: 'src/main.ts' });
