import '../support/quiet.ts';
import { itTrainsTenAtOnce } from '../../../core/test/support/concurrency.ts';
import { itTakesHardNumbers } from '../../../core/test/support/hard-numbers.ts';
import { itHoldsNoMore } from '../../../core/test/support/long-run.ts';
import { createTfjsBackend } from '../../src/index.ts';
import { handles } from '../support/handles.ts';

const open = () => createTfjsBackend({ device: 'wasm' });

itTakesHardNumbers('tfjs-wasm', open);
itTrainsTenAtOnce('tfjs-wasm', open);
itHoldsNoMore('tfjs-wasm', open, handles);
