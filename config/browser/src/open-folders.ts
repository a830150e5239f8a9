import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath, WEBGPU_FLAGS } from './chromium.ts';
import { type Mount, serveStatic } from './static-server.ts';

/** A page open in a real Chromium. Disposing closes the browser and the server. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** The error with the page's last words on the console. */
  explain(what: string, error: Error): Error;
}

/** Serves folders on localhost and opens their index.html in headless Chromium. @throws Error where no Chromium is found. */
export async function openFolders(mounts: readonly Mount[], webgpu = false): Promise<OpenPage> {
  const executablePath = chromiumPath();
  const server = await serveStatic(mounts);
  const close = (): PromiseLike<void> => server[Symbol.asyncDispose]();
  try {
    const flags = webgpu ? [...CHROMIUM_FLAGS, ...WEBGPU_FLAGS] : [...CHROMIUM_FLAGS];
    const browser = await chromium.launch({ executablePath, args: flags });
    const dispose = async (): Promise<void> => {
      await browser.close();
      await close();
    };
    try {
      const page = await browser.newPage();
      const heard: string[] = [];
      page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
      await page.goto(server.origin);
      const explain = (what: string, error: Error): Error =>
        new Error(`${what} in Chromium: ${error.message}\n${heard.slice(-20).join('\n')}`);
      return { page, explain, [Symbol.asyncDispose]: dispose };
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    await close();
    throw error;
  }
}
