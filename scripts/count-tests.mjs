// Prints `N passed, N failed, N skipped` from the test reports.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const file = join(root, 'test-results/vitest.json');
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
// A suite that could not be loaded holds no tests, yet it failed.
const broken =
  report?.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length ?? 1;
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 0) + broken;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
