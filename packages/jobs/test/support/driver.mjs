// A driver process: URL, journal and number of jobs as arguments; prints the outcomes as JSON.
import { createQueueRunner, jobOf, runJobs } from '../../dist/index.js';

const [url, journal, count, wait] = process.argv.slice(2);
const jobs = Array.from({ length: Number(count) }, (_, number) => jobOf({ number, wait: Number(wait) }));
const runner = await createQueueRunner({ url, version: '1' });
const { outcomes } = await runJobs({ jobs, runner, journal });
await runner[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify(outcomes));
