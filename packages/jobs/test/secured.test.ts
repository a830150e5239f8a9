import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, RedisServer, redisIsThere, startWith } from './support/redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'chainzrule-secured-'));
const [certificate, key] = [join(folder, 'redis.crt'), join(folder, 'redis.key')];

describe.skipIf(!redisIsThere())('a Redis with TLS, a user and a password', () => {
  let redis: RedisServer;
  let url: string;
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        ...names,
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    const port = await freePort();
    url = `rediss://localhost:${port}`;
    const tls = [
      '--tls-port',
      `${port}`,
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
    ];
    redis = await RedisServer.start(...tls, '--user', 'sweeper', 'on', '>open-sesame', '~*', '&*', '+@all');
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await redis[Symbol.asyncDispose]();
  });

  const begin = (variables: Readonly<Record<string, string>>, script: 'worker' | 'driver', ...args: string[]) => {
    const child = startWith(variables, script, url, ...args);
    started.push(child);
    let [stdout, stderr] = ['', ''];
    child.stdout!.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    return { child, ended };
  };
  const drive = (variables: Readonly<Record<string, string>>) =>
    begin(variables, 'driver', join(mkdtempSync(join(folder, 'run-')), 'journal.jsonl'), '20', '1').ended;
  const trusted = { NODE_EXTRA_CA_CERTS: certificate, CHAINZRULE_REDIS_USER: 'sweeper' };

  it('serves a driver and a worker that have them from the environment', async () => {
    const credentials = { ...trusted, CHAINZRULE_REDIS_PASSWORD: 'open-sesame' };
    begin(credentials, 'worker', '1', '1', '5');
    const { code, stdout, stderr } = await drive(credentials);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(20);
  }, 60_000);

  it('turns a wrong password into one clear line, without the password', async () => {
    const { code, stderr } = await drive({ ...trusted, CHAINZRULE_REDIS_PASSWORD: 'guessed' });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^IO_FAILED: the queue at localhost:\d+ cannot be used: WRONGPASS .*; set CHAINZRULE_REDIS_PASSWORD/,
    );
    expect(stderr).not.toContain('guessed');
  }, 60_000);

  it('does not talk to a server whose certificate it does not trust', async () => {
    const { code, stderr } = await drive({
      CHAINZRULE_REDIS_USER: 'sweeper',
      CHAINZRULE_REDIS_PASSWORD: 'open-sesame',
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/cannot be used: self-signed certificate/);
  }, 60_000);
});
