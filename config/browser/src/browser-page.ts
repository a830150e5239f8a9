import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { bundleEntry } from './bundle-entry.ts';
import { CHROMIUM_FLAGS, chromiumPath, WEBGPU_FLAGS } from './chromium.ts';
import { type Mount, serveStatic } from './static-server.ts';

export interface BrowserPageOptions {
  /** Absolute path of the TypeScript module whose exported functions are to be called in the page. */
  readonly entry: string;
  /** Folders served beside it, for a runtime's .wasm files, say. */
  readonly mounts?: readonly Mount[];
  /** Ask for WebGPU (a software adapter where there is no GPU). */
  readonly webgpu?: boolean;
}

/** A module open in a real Chromium. Disposing closes the browser, the server and the bundle. */
export interface BrowserPage extends AsyncDisposable {
  readonly page: Page;
  /** Calls an exported function of the entry with JSON arguments; rejects with the page's own error and console output. */
  call<R>(name: string, ...args: readonly unknown[]): Promise<R>;
}

/** Bundles a module, serves it on localhost and opens it in headless Chromium. @throws Error where no Chromium is found. */
export async function openBrowserPage({
  entry,
  mounts = [],
  webgpu = false,
}: BrowserPageOptions): Promise<BrowserPage> {
  const executablePath = chromiumPath();
  const closers: (() => Promise<void>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const folder = await mkdtemp(join(tmpdir(), 'chainzrule-page-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  try {
    await bundleEntry(entry, folder);
    const server = await serveStatic([...mounts, { path: '/', folder }]);
    closers.push(async () => server[Symbol.asyncDispose]());
    const flags = webgpu ? [...CHROMIUM_FLAGS, ...WEBGPU_FLAGS] : [...CHROMIUM_FLAGS];
    const browser = await chromium.launch({ executablePath, args: flags });
    closers.push(() => browser.close());
    const page = await browser.newPage();
    const heard: string[] = [];
    page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
    await page.goto(server.origin);
    await page.waitForFunction(() => 'entry' in globalThis).catch((error: Error) => fail('loading', error));
    function fail(what: string, error: Error): never {
      throw new Error(`${what} ${entry} in Chromium: ${error.message}\n${heard.slice(-20).join('\n')}`);
    }
    return {
      page,
      call: <R>(name: string, ...args: readonly unknown[]) =>
        page
          .evaluate(([fn, values]) => (globalThis as unknown as Entry).entry[fn]!(...values), [name, args] as const)
          .catch((error: Error) => fail(`calling ${name} of`, error)) as Promise<R>,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Entry {
  readonly entry: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
}
