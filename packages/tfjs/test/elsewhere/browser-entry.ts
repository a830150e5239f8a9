import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/wasm/');

export { judgeDevice } from './judge-device.ts';
export { tanhErrors } from './tanh-errors.ts';
