import { existsSync } from 'node:fs';

/** The module that does a sweep's jobs: beside this one when built, in `dist` when this runs from source. */
export function handlerModule(): URL {
  const beside = new URL('./assess-job.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../dist/assess-job.js', import.meta.url);
}
