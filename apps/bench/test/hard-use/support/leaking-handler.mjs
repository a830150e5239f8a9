// A handler for tests: measures its number and, if told, keeps what it should let go.
import { setTimeout as pause } from 'node:timers/promises';
import { probed } from './probed.mjs';

const kept = [];

export default probed(async ({ payload: { fold, leak } }) => {
  await pause(2);
  const rows = Array.from({ length: leak }, (_, row) => ({ row, fold }));
  if (leak > 0) kept.push(rows);
  return { figures: { fold }, seconds: 0.002 };
});
