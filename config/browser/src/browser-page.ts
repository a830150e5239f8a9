import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bundleEntry } from './bundle-entry.ts';
import { chromiumPath } from './chromium.ts';
import { type OpenPage, openFolders } from './open-folders.ts';
import type { Mount } from './static-server.ts';

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
  chromiumPath();
  const folder = await mkdtemp(join(tmpdir(), 'chainzrule-page-'));
  let open: OpenPage | undefined;
  const dispose = async (): Promise<void> => {
    await open?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await bundleEntry(entry, folder);
    open = await openFolders([...mounts, { path: '/', folder }], webgpu);
    const { page, explain } = open;
    await page
      .waitForFunction(() => 'entry' in globalThis)
      .catch((error: Error) => Promise.reject(explain(`loading ${entry}`, error)));
    return {
      page,
      call: <R>(name: string, ...args: readonly unknown[]) =>
        page
          .evaluate(([fn, values]) => (globalThis as unknown as Entry).entry[fn]!(...values), [name, args] as const)
          .catch((error: Error) => Promise.reject(explain(`calling ${name} of ${entry}`, error))) as Promise<R>,
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
