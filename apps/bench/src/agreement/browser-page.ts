import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';
import { REPOSITORY } from '../commands/run-options.ts';

/** The part of `@chainzrule/browser` that is used; it is TypeScript that no build has touched, so Vite runs it. */
interface BrowserModule {
  openBrowserPage(options: {
    readonly entry: string;
    readonly mounts: readonly { readonly path: string; readonly folder: string }[];
    readonly webgpu: boolean;
  }): Promise<AgreementPage>;
  chromiumIsThere(): boolean;
}

/** The agreement page in a real Chromium. */
export interface AgreementPage extends AsyncDisposable {
  readonly page: { on(event: 'console', listener: (message: { text(): string }) => void): unknown };
  call<R>(name: string, ...args: readonly unknown[]): Promise<R>;
}

async function browserModule(): Promise<BrowserModule> {
  const { module } = await runnerImport<BrowserModule>(join(REPOSITORY, 'config/browser/src/index.ts'), {
    configFile: false,
    root: REPOSITORY,
    logLevel: 'error',
  });
  return module;
}

/** Whether a Chromium is installed. */
export async function chromiumIsThere(): Promise<boolean> {
  return (await browserModule()).chromiumIsThere();
}

/** Opens the page with the runtimes' .wasm files beside it. */
export async function openAgreementPage(): Promise<AgreementPage> {
  const { openBrowserPage } = await browserModule();
  return await openBrowserPage({
    entry: join(REPOSITORY, 'apps/bench/src/agreement/page.ts'),
    mounts: [
      { path: '/tfjs-wasm/', folder: distOf('@tensorflow/tfjs-backend-wasm') },
      { path: '/ort-wasm/', folder: distOf('onnxruntime-web') },
    ],
    webgpu: true,
  });
}

function distOf(name: string): string {
  const paths = createRequire(join(REPOSITORY, 'apps/bench/package.json')).resolve.paths(name) ?? [];
  const folder = paths.map((path) => join(path, name)).find((path) => existsSync(path));
  if (folder === undefined) throw new Error(`${name} is not installed in ${dirname(paths[0] ?? '.')}`);
  return join(realpathSync(folder), 'dist');
}
