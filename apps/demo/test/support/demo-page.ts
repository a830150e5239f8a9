import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_FLAGS, chromiumPath, serveStatic, WEBGPU_FLAGS } from '@chainzrule/browser';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CONTENT_SECURITY_POLICY } from '../../build/content-security-policy.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The built page, served with its policy as a header too (so that its workers have it), in a real headless Chromium. */
export interface DemoSite extends AsyncDisposable {
  readonly origin: string;
  readonly browser: Browser;
  /** Opens the page at a hash; problems heard in it are collected in `heard`. */
  open(hash?: string, options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly heard: string[] }>;
  /** Takes the server away, as a network that is gone. */
  goOffline(): Promise<void>;
}

/** Serves `dist` and starts a browser. @throws Error where the page is not built or there is no Chromium. */
export async function openDemoSite({ webgpu = false } = {}): Promise<DemoSite> {
  if (!existsSync(`${DIST}index.html`)) throw new Error('the demo is not built: pnpm --filter demo build');
  const server = await serveStatic([{ path: '/', folder: DIST }], {
    'content-security-policy': CONTENT_SECURITY_POLICY,
  });
  const args = [...CHROMIUM_FLAGS, '--js-flags=--expose-gc', ...(webgpu ? WEBGPU_FLAGS : [])];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  let serving = true;
  const goOffline = async (): Promise<void> => {
    if (serving) await server[Symbol.asyncDispose]();
    serving = false;
  };
  return {
    origin: server.origin,
    browser,
    goOffline,
    async open(hash = '', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const heard: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          heard.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => heard.push(`uncaught: ${error.message}`));
      await page.goto(`${server.origin}/${hash}`);
      return { page, heard };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await goOffline();
    },
  };
}
