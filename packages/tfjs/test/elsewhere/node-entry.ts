import { readFileSync, writeFileSync } from 'node:fs';
import type { DeviceName } from '../../src/index.ts';
import { checkDevice, countDispatches } from './check-device.ts';

const [device, report, vectors] = process.argv.slice(2) as [DeviceName, string, string];
const found = {
  ...(await checkDevice(device, JSON.parse(readFileSync(vectors, 'utf8')) as string[])),
  dispatches: await countDispatches(device),
};
writeFileSync(report, JSON.stringify(found));
// Dawn keeps the process alive, and its threads may not outlive an ordinary exit.
process.kill(process.pid, 'SIGKILL');
