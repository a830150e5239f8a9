import { softwareVulkan } from '../../src/backend/software-vulkan.ts';

/**
 * What a process needs in its environment to find a Vulkan: nothing where a driver is named already, the software one of a Chromium elsewhere;
 * undefined where there is none. With CI=true that is an error.
 */
export function vulkanEnvironment(): Readonly<Record<string, string>> | undefined {
  if (process.env['VK_ICD_FILENAMES'] !== undefined) return {};
  const environment = softwareVulkan();
  if (environment === undefined && process.env['CI'] === 'true')
    throw new Error('no Vulkan: no Chromium with its software driver is installed; apt-get install chromium');
  return environment;
}
