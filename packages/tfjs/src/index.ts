export type { RejectedDevice } from './backend/choose-device.ts';
export { createTfjsBackend, type TfjsBackend, type TfjsBackendOptions } from './backend/create-tfjs-backend.ts';
export type { DeviceName } from './backend/device.ts';
