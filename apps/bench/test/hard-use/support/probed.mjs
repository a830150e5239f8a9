// A handler around another one: it also says, when asked, what its thread holds after a collection.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { threadId } from 'node:worker_threads';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Long enough for probes that were asked at once to meet every thread. */
const MEETING = 50;

export function probed(handler) {
  return async (input) => {
    if (input.payload?.probe === undefined) return await handler(input);
    for (let times = 0; times < 2; times++) {
      collect();
      await turn();
    }
    await pause(MEETING);
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const { code_and_metadata_size, bytecode_and_metadata_size } = getHeapCodeStatistics();
    return { thread: threadId, held: heapUsed + arrayBuffers - code_and_metadata_size - bytecode_and_metadata_size };
  };
}
