import { itTrainsTenAtOnce } from '../../../core/test/support/concurrency.ts';
import { itTakesHardNumbers } from '../../../core/test/support/hard-numbers.ts';
import { itHoldsNoMore } from '../../../core/test/support/long-run.ts';
import { createOnnxBackend } from '../../src/index.ts';

const open = () => createOnnxBackend({ runtime: 'web' });

itTakesHardNumbers('onnx-web', open);
itTrainsTenAtOnce('onnx-web', open);
itHoldsNoMore('onnx-web', open);
