export { constant, controlled, cosine, geometric, linear, piecewise, step, warmup } from './constructors.ts';
export { type Controller, createController } from './controller.ts';
export { formatSchedule } from './format-schedule.ts';
export { parseScheduleText } from './parse-schedule-text.ts';
export type {
  ConstantSchedule,
  ControlledSchedule,
  PiecewiseSchedule,
  PlainSchedule,
  RangeSchedule,
  Schedule,
  ScheduleSpec,
  StepSchedule,
  WarmupSchedule,
} from './schedule.ts';
export { parseSchedule, scheduleSchema } from './schedule-schema.ts';
export { scheduleValue } from './schedule-value.ts';
