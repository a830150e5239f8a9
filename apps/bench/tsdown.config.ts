import { library } from '../../config/tsdown.ts';

export default library({
  main: 'src/main.ts',
  'agreement-handler': 'src/agreement/agreement-handler.ts',
  'science-handler': 'src/science/science-handler.ts',
  'speed-handler': 'src/speed/speed-handler.ts',
});
