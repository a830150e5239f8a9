export * from './assess/index.ts';
export * from './bounds/index.ts';
export * from './contract/index.ts';
export * from './data/index.ts';
export * from './encoder/index.ts';
export * from './errors/index.ts';
export * from './estimators/index.ts';
export * from './fit/index.ts';
export * from './initial/index.ts';
export * from './metrics/index.ts';
export * from './model-file/index.ts';
export * from './packing/index.ts';
export * from './predict/index.ts';
export * from './program/index.ts';
export { Rng, type RngState } from './random/index.ts';
export * from './record/index.ts';
export * as schedules from './schedules/constructors.ts';
export {
  type ConstantSchedule,
  type ControlledSchedule,
  type Controller,
  createController,
  formatSchedule,
  type PiecewiseSchedule,
  type PlainSchedule,
  parseSchedule,
  parseScheduleText,
  type RangeSchedule,
  type Schedule,
  type ScheduleSpec,
  type StepSchedule,
  scheduleValue,
  type WarmupSchedule,
} from './schedules/index.ts';
export * from './spec/index.ts';
export * from './tail-ratio/index.ts';
export * from './trace/index.ts';
export * from './training/index.ts';
