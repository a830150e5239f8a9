import { fail } from '@chainzrule/core';

/** WebGPU's part of the npm package `webgpu`. */
interface WebGpuModule {
  readonly create: (options: readonly string[]) => unknown;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Properties that were put on `globalThis`, with what had been there. */
let replaced: ReadonlyMap<string, PropertyDescriptor | undefined> | undefined;
let users = 0;
let gpu: unknown;

/**
 * Puts WebGPU (Dawn, npm package `webgpu`) where TensorFlow.js looks for it: the constants on `globalThis` and `navigator.gpu`. Does nothing
 * where the platform has WebGPU itself. Returns what puts everything back; the last user's call does.
 * @throws ChainzRuleError `MISSING_DEPENDENCY`.
 */
export async function lendWebGpuGlobals(): Promise<() => void> {
  if (replaced === undefined) {
    const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: unknown } };
    if (navigator?.gpu !== undefined) return () => undefined;
    const { create, globals } = await loadWebGpu();
    // One for the life of the process: Dawn aborts where an instance is collected before its devices.
    gpu ??= create([]);
    replaced = define({ ...globals, navigator: withGpu(navigator, gpu) });
  }
  users++;
  let returned = false;
  return () => {
    if (returned) return;
    returned = true;
    users--;
    if (users > 0 || replaced === undefined) return;
    restore(replaced);
    replaced = undefined;
  };
}

async function loadWebGpu(): Promise<WebGpuModule> {
  // Built at run time, so that bundlers for browsers do not ask for a package of Node.
  const name = ['web', 'gpu'].join('');
  try {
    return (await import(/* @vite-ignore */ name)) as WebGpuModule;
  } catch (cause) {
    return fail(
      'MISSING_DEPENDENCY',
      'the device webgpu needs the package webgpu in Node: npm install webgpu',
      { package: 'webgpu' },
      cause,
    );
  }
}

/** The same navigator with a `gpu`; what it inherits stays. */
function withGpu(navigator: object | undefined, gpu: unknown): object {
  return Object.create(navigator ?? Object.prototype, { gpu: { value: gpu, enumerable: true } }) as object;
}

function define(values: Readonly<Record<string, unknown>>): ReadonlyMap<string, PropertyDescriptor | undefined> {
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, value] of Object.entries(values)) {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return before;
}

function restore(before: ReadonlyMap<string, PropertyDescriptor | undefined>): void {
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
}
