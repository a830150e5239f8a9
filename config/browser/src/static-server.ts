import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

/** A folder served under a path that starts and ends with a slash. */
export interface Mount {
  readonly path: string;
  readonly folder: string;
}

/** A server of files on a free loopback port. */
export interface StaticServer extends AsyncDisposable {
  /** `http://localhost:PORT`. */
  readonly origin: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Serves folders, the first mount that holds the file wins; `headers` go with every answer. */
export async function serveStatic(
  mounts: readonly Mount[],
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const file = findFile(mounts, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, [Symbol.asyncDispose]: () => close(server) };
}

function findFile(mounts: readonly Mount[], path: string): string | undefined {
  const wanted = decodeURIComponent(path);
  for (const mount of mounts) {
    if (!wanted.startsWith(mount.path)) continue;
    const rest = wanted.slice(mount.path.length);
    const file = normalize(join(mount.folder, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest));
    if (!file.startsWith(normalize(mount.folder + sep))) continue;
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return undefined;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
