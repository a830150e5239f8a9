// `npm start`: installs, builds the command and runs it: on an embedded synthetic table, or with the arguments after `--`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { install, must } from './workspace.mjs';

await install();
await must('Building', 'turbo', ['run', 'build', '--filter=chainzrule...', '--output-logs=errors-only'], {
  quiet: true,
});

const command = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const args = process.argv.slice(2);
// npm runs scripts in the package's folder; the user's paths are relative to where they stood.
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawn(process.execPath, [command, ...(args.length > 0 ? args : ['example'])], {
  cwd,
  stdio: 'inherit',
  env: { ...process.env, CHAINZRULE_COMMAND: 'npm start --' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
