import { library } from '../../config/tsdown.ts';

export default library({ main: 'src/main.ts', 'assess-job': 'src/sweep/assess-job.ts' });
