// `npm test`: everything a change must pass, on a fresh machine with Node and npm only.
import { install, must } from './workspace.mjs';

await install();
await must('Building', 'turbo', ['run', 'build', '--output-logs=errors-only'], { quiet: true });
await must('Linting', 'biome', ['check', '.'], { quiet: true });
await must('Checking arrows between packages', 'node', ['scripts/check-boundaries.mjs'], { quiet: true });
await must('Looking for dead code', 'knip', [], { quiet: true });
await must('Checking types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only'], { quiet: true });
await must('Building the documentation', 'pnpm', ['docs:build'], { quiet: true });
await must('Testing', 'vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=test-results/vitest.json',
]);
