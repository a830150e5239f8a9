import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEncoder } from '../src/index.ts';
import { testFolder } from './support/folders.ts';
import { tinyBert, writeTinyBert } from './support/tiny-bert.ts';

const folder = testFolder();
const { remoteHost, cacheDir, localModelPath } = env;
const requests: string[] = [];
let server: Server;

/** A hub of this machine's own: `/OWNER/MODEL/resolve/REVISION/FILE`. */
beforeAll(async () => {
  await writeTinyBert(join(folder, 'hub/tiny/bert/main'));
  await writeTinyBert(join(folder, 'hub/tiny/bert/v2'), tinyBert({ seed: 2 }));
  server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const [, model, revision, file] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url) ?? [];
    const path = join(folder, 'hub', model ?? '-', revision ?? '-', file ?? '-');
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200);
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(env, {
    remoteHost: `http://127.0.0.1:${port}/`,
    cacheDir: join(folder, 'kept'),
    localModelPath: join(folder, 'none'),
  });
});

afterAll(async () => {
  Object.assign(env, { remoteHost, cacheDir, localModelPath });
  await new Promise((resolve) => server.close(resolve));
});

describe('an encoder on the hub', () => {
  it('is downloaded once, and known by the hash of its files', async () => {
    await using encoder = await createEncoder('tiny/bert');
    expect(encoder.identity).toMatchObject({ source: 'tiny/bert', revision: 'main' });
    await using local = await createEncoder(join(folder, 'hub/tiny/bert/main'));
    expect(encoder.identity['sha256']).toBe(local.identity['sha256']);
    expect((await encoder.encode(['the film is good'])).vectors).toEqual(
      (await local.encode(['the film is good'])).vectors,
    );
    const weights = requests.filter((url) => url.endsWith('model.onnx'));
    await using _again = await createEncoder('tiny/bert');
    expect(requests.filter((url) => url.endsWith('model.onnx'))).toEqual(weights);
  });

  it('is another one at another revision', async () => {
    await using main = await createEncoder('tiny/bert');
    await using other = await createEncoder('tiny/bert', { revision: 'v2' });
    expect(requests.some((url) => url.includes('/resolve/v2/'))).toBe(true);
    expect(other.identity).toMatchObject({ revision: 'v2' });
    expect(other.identity['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(other.identity['sha256']).not.toBe(main.identity['sha256']);
  });

  it('that is not there is an error that says what to check', async () => {
    await expect(createEncoder('tiny/gone')).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringMatching(/from the hub.*check the name and revision/),
    });
  });
});
