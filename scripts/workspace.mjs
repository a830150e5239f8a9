import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the repository with its own tools first on the path; gives back its exit code. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  const path = `${fileURLToPath(new URL('../node_modules/.bin', import.meta.url))}${delimiter}${process.env.PATH}`;
  const windows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['inherit', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    env: { ...process.env, PATH: path, ...env },
    shell: windows,
  });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0 && quiet) process.stderr.write(Buffer.concat(output));
      resolve(signal ? 1 : code);
    });
  });
}

/** Runs a command and ends the process with its exit code when it fails. */
export async function must(title, command, args, options) {
  const start = performance.now();
  process.stderr.write(`${title} … `);
  if (!options?.quiet) process.stderr.write('\n');
  const code = await run(command, args, options);
  if (code !== 0) {
    process.stderr.write(`${title}: failed (exit code ${code})\n`);
    process.exit(code);
  }
  if (options?.quiet) process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/** Installs exactly what the lockfile says, through the pnpm that package.json names; Node and npm are enough. */
export const install = () =>
  must('Installing', 'npx', ['-y', 'pnpm@10.34.9', 'install', '--frozen-lockfile'], { quiet: true });
