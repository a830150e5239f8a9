import { existsSync } from 'node:fs';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where Chromium is: `CHROMIUM_PATH`, or the usual places. @throws Error saying how to install it. */
export function chromiumPath(): string {
  const path = [process.env['CHROMIUM_PATH'], ...candidates].find((place) => place !== undefined && existsSync(place));
  if (path === undefined)
    throw new Error(
      'no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to an executable',
    );
  return path;
}

/** Whether browser tests can run. With CI=true a missing browser is an error, never a reason to skip. */
export function chromiumIsThere(): boolean {
  try {
    chromiumPath();
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return false;
  }
}

/** Flags for a quiet headless Chromium that may run as root and asks nothing of the network. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU on whatever adapter is there, a software one included. */
export const WEBGPU_FLAGS: readonly string[] = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];
