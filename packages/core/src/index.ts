export * from './contract/index.ts';
export * from './errors/index.ts';
export * from './program/index.ts';
export * from './spec/index.ts';
export * from './trace/index.ts';
