import '../support/quiet.ts';
import { itTrainsTenAtOnce } from '../../../core/test/support/concurrency.ts';
import { itTakesHardNumbers } from '../../../core/test/support/hard-numbers.ts';
import { itHoldsNoMore } from '../../../core/test/support/long-run.ts';
import { createTfjsBackend } from '../../src/index.ts';
import { handles } from '../support/handles.ts';

const open = () => createTfjsBackend({ device: 'cpu' });

itTakesHardNumbers('tfjs-cpu', open);
itTrainsTenAtOnce('tfjs-cpu', open);
itHoldsNoMore('tfjs-cpu', open, handles);
