export { type BrowserPage, type BrowserPageOptions, openBrowserPage } from './browser-page.ts';
export { bundleEntry } from './bundle-entry.ts';
export { bundleForNode } from './bundle-for-node.ts';
export { CHROMIUM_FLAGS, chromiumIsThere, chromiumPath, WEBGPU_FLAGS } from './chromium.ts';
export { type OpenPage, openFolders } from './open-folders.ts';
export { type Mount, type StaticServer, serveStatic } from './static-server.ts';
