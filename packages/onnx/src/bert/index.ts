export { exportEncoder } from './export-encoder.ts';
