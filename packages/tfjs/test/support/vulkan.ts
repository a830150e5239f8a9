import { existsSync } from 'node:fs';

/** Where Debian's Chromium has its software Vulkan, SwiftShader, and the loader that goes with it. */
const CHROMIUM = '/usr/lib/chromium';
const SOFTWARE = `${CHROMIUM}/vk_swiftshader_icd.json`;

/**
 * What a process needs in its environment to find a Vulkan: nothing where a driver is named already, Chromium's software one elsewhere;
 * undefined where there is none. With CI=true that is an error.
 */
export function vulkanEnvironment(): Readonly<Record<string, string>> | undefined {
  if (process.env['VK_ICD_FILENAMES'] !== undefined) return {};
  if (existsSync(SOFTWARE)) return { VK_ICD_FILENAMES: SOFTWARE, LD_LIBRARY_PATH: CHROMIUM };
  if (process.env['CI'] === 'true') throw new Error(`no Vulkan: ${SOFTWARE} is not there; apt-get install chromium`);
  return undefined;
}
