import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/wasm/');

export { checkDevice, countDispatches } from './check-device.ts';
