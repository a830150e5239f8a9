/** Where packages of Chromium and Chrome keep a Vulkan that the processor computes, beside the loader that goes with it. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser', '/opt/google/chrome'];
const DRIVER = 'vk_swiftshader_icd.json';

/** The part of Node's `fs` that is used, and how Node gives it without an import that a bundler would follow. */
interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: 'node:fs'): { existsSync(path: string): boolean };
}

/**
 * What Node needs in its environment, from its start, to find the software Vulkan that is installed here; undefined where there is none, where
 * a driver is named already, and in browsers.
 */
export function softwareVulkan(): Readonly<Record<string, string>> | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const files = process?.getBuiltinModule?.('node:fs');
  if (files === undefined || process?.env['VK_ICD_FILENAMES'] !== undefined) return undefined;
  const folder = FOLDERS.find((path) => files.existsSync(`${path}/${DRIVER}`));
  return folder === undefined ? undefined : { VK_ICD_FILENAMES: `${folder}/${DRIVER}`, LD_LIBRARY_PATH: folder };
}
