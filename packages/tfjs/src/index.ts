export type { RejectedDevice } from './backend/choose-device.ts';
export { createTfjsBackend, type TfjsBackend, type TfjsBackendOptions } from './backend/create-tfjs-backend.ts';
export type { DeviceName } from './backend/device.ts';
export { scheduleCallback, tailRatioCallback } from './layers/callbacks.ts';
export { CubicDense, type CubicDenseConfig, cubicDense, registerCubicDense } from './layers/cubic-dense.ts';
export type { DregFitOptions } from './layers/fit-options.ts';
export { layersFromModelFile, type ModelFileOptions, modelFileFromLayers } from './layers/model-file.ts';
export { type DregOptions, type DregTrainer, withDreg } from './layers/with-dreg.ts';
