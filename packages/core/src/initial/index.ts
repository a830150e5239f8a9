export { type InitialOptions, initialParameters } from './initial-parameters.ts';
