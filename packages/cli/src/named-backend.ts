import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BackendV1, fail } from '@chainzrule/core';
import { BACKEND_NAMES, createBackend } from './backends.ts';
import { UsageError } from './usage-error.ts';

/** What the commands on backends say of their arguments. */
export const BACKEND_ARGUMENT: string = `${BACKEND_NAMES.join(', ')}, or the path of a module that exports createBackend`;

/** A built-in backend by name, or one that a module makes. */
export async function namedBackend(name: string): Promise<BackendV1> {
  if (BACKEND_NAMES.includes(name)) return createBackend(name);
  if (!/[./\\]/.test(name))
    throw new UsageError(
      `there is no backend "${name}"; allowed: ${BACKEND_NAMES.join(', ')}, or the path of a module`,
    );
  const path = resolve(name);
  const module = (await import(pathToFileURL(path).href).catch((error: Error) =>
    fail('IO_FAILED', `${path} cannot be loaded: ${error.message}`, { path }, error),
  )) as { readonly createBackend?: () => BackendV1 | Promise<BackendV1> };
  if (typeof module.createBackend !== 'function')
    return fail('INVALID_ARGUMENT', `${path} exports no function createBackend`, { path });
  return module.createBackend();
}
