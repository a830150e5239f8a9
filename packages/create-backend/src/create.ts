import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files in which the package's name and the family's version stand. */
const FILLED = ['package.json', 'README.md', 'src/backend.ts'];

/** Stored under another name: npm leaves a .gitignore out of a package, and a nested package.json confuses its tools. */
const RENAMED = [
  ['gitignore', '.gitignore'],
  ['_package.json', 'package.json'],
] as const;

/** Wrong use, told in one line. */
export class CreateError extends Error {}

/** Makes a backend's package in a folder that is empty or not there yet; gives the folder. @throws CreateError. */
export async function createBackendPackage(target: string, version: string): Promise<string> {
  const folder = resolve(target);
  const name = basename(folder);
  if (!/^[a-z0-9][a-z0-9.-]{0,100}$/.test(name))
    throw new CreateError(
      `the name "${name}" cannot be a package's: small letters, digits, hyphens, such as my-backend`,
    );
  await mkdir(folder, { recursive: true });
  const there = await readdir(folder);
  if (there.length > 0)
    throw new CreateError(`${folder} is not empty (${there.slice(0, 3).join(', ')}); give a new folder`);
  await cp(fileURLToPath(new URL('../template', import.meta.url)), folder, { recursive: true });
  for (const [stored, name] of RENAMED) await rename(join(folder, stored), join(folder, name));
  for (const file of FILLED) {
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, file), text.replaceAll('BACKEND_NAME', name).replaceAll('FAMILY_VERSION', version));
  }
  return folder;
}
