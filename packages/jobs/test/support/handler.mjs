// A handler for tests: squares, waits, counts bytes, fails and dies as it is told.
import { setTimeout as pause } from 'node:timers/promises';

export default async function handler({ payload, data }) {
  if (payload.wait) await pause(payload.wait);
  if (payload.fail) throw new Error(`told to fail: ${payload.fail}`);
  if (payload.exit) process.exit(1);
  if (payload.bytes) return { bytes: data.byteLength, first: data[0] };
  if (payload.huge) return 'x'.repeat(payload.huge);
  return { square: payload.number ** 2 };
}
