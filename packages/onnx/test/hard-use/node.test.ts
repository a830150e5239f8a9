import { itTrainsTenAtOnce } from '../../../core/test/support/concurrency.ts';
import { itTakesHardNumbers } from '../../../core/test/support/hard-numbers.ts';
import { itHoldsNoMore } from '../../../core/test/support/long-run.ts';
import { createOnnxBackend } from '../../src/index.ts';

const open = () => createOnnxBackend({ runtime: 'node' });

itTakesHardNumbers('onnx-node', open);
itTrainsTenAtOnce('onnx-node', open);
itHoldsNoMore('onnx-node', open);
