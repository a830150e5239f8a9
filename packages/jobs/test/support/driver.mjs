// A driver process: URL, journal, number of jobs and their milliseconds as arguments; prints the outcomes as JSON, and each one's id and
// worker on the error stream as it comes.
import { createQueueRunner, jobOf, runJobs } from '../../dist/index.js';

const [url, journal, count, wait] = process.argv.slice(2);
const jobs = Array.from({ length: Number(count) }, (_, number) => jobOf({ number, wait: Number(wait) }));
const runner = await createQueueRunner({ url, version: '1' }).catch((error) => {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(3);
});
const onProgress = ({ outcome, worker }) => process.stderr.write(`${outcome.id} ${worker}\n`);
const { outcomes } = await runJobs({ jobs, runner, journal, onProgress });
await runner[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify(outcomes));
