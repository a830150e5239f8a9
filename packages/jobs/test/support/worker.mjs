// A worker process: URL, version, concurrency and lease in seconds as arguments.
import { runQueueWorker } from '../../dist/index.js';

const [url, version, concurrency, lease] = process.argv.slice(2);
const module = new URL('./handler.mjs', import.meta.url);
try {
  await runQueueWorker({ url, version, module, concurrency: Number(concurrency), lease: Number(lease) });
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(3);
}
