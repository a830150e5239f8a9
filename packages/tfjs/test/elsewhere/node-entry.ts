import { readFileSync, writeFileSync } from 'node:fs';
import { type DeviceTask, judgeDevice } from './judge-device.ts';

const [task, report] = process.argv.slice(2) as [string, string];
writeFileSync(report, JSON.stringify(await judgeDevice(JSON.parse(readFileSync(task, 'utf8')) as DeviceTask)));
// Dawn keeps the process alive, and its threads may not outlive an ordinary exit.
process.kill(process.pid, 'SIGKILL');
