// A handler for tests: measures its own number, fails while a file is there, or gives what is no measurement.
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export default async function handler({ payload: { fold, failWhile, nonsense } }) {
  await pause(5);
  if (failWhile && existsSync(failWhile)) throw new Error('no memory');
  return nonsense ? { figures: 'many' } : { figures: { fold }, seconds: 0.005 };
}
