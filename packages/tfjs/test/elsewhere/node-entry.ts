import { readFileSync, writeFileSync } from 'node:fs';
import type { DeviceName } from '../../src/index.ts';
import { checkDevice } from './check-device.ts';

const [device, report, ...files] = process.argv.slice(2) as [DeviceName, string, ...string[]];
const found = await checkDevice(
  device,
  files.map((file) => readFileSync(file, 'utf8')),
);
writeFileSync(report, JSON.stringify(found));
// Dawn keeps the process alive.
process.exit(0);
