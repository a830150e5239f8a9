// `pnpm bench agreement | speed | science | report`: builds the suite and runs it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { must } from './workspace.mjs';

await must('Building', 'turbo', ['run', 'build', '--filter=@chainzrule/bench...', '--output-logs=errors-only'], {
  quiet: true,
});

const command = fileURLToPath(new URL('../apps/bench/dist/main.js', import.meta.url));
// pnpm runs scripts in the repository's folder; the user's paths are relative to where they stood.
const child = spawn(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends Ctrl-C to the child as well: it stops in its own time.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code) => process.exit(code ?? 1));
