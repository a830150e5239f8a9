import { execFile } from 'node:child_process';

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a command to its end, output and errors together. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  // On Windows package managers are .cmd files, which only a shell starts; a shell would take a program's text apart, though.
  const shell = process.platform === 'win32' && command !== process.execPath;
  const options = { cwd, maxBuffer: 2 ** 26, shell, env: { ...process.env, CI: 'true' } };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** The same, and throws what was printed unless it ended well. */
export async function must(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`);
  return output;
}
