import { type BackendV1, fail } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';

/** How each backend is made; its runtime is a chunk of its own, loaded on choice. */
const LOADERS: Readonly<Record<string, () => Promise<BackendV1>>> = {
  reference: async () => createReferenceBackend(),
};

const loaded = new Map<string, Promise<BackendV1>>();

/** Makes a backend by name, once a worker. @throws ChainzRuleError `INVALID_ARGUMENT`, `UNSUPPORTED` as its adapter does. */
export function loadBackend(name: string): Promise<BackendV1> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (load === undefined) return fail('INVALID_ARGUMENT', `there is no backend "${name}" here`);
  const backend = load();
  loaded.set(name, backend);
  // One that failed may work the next time: a device that was busy, say.
  backend.catch(() => loaded.delete(name));
  return backend;
}
