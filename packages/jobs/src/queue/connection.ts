import { fail } from '@chainzrule/core';

/** The queue that drivers and workers meet in, unless they are told another name. */
export const QUEUE_NAME = 'chainzrule-jobs';

/** How a client reaches Redis. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<string, never>;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

/**
 * Where Redis is: `redis://HOST:PORT/DB`, or `rediss://` for TLS. Name and password come from the environment
 * (`CHAINZRULE_REDIS_USER`, `CHAINZRULE_REDIS_PASSWORD`), so that they stand in no process list and no shell history.
 * @throws ChainzRuleError `INVALID_ARGUMENT`.
 */
export function connectionOf(url: string, environment: NodeJS.ProcessEnv = process.env): RedisAddress {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (error) {
    return fail(
      'INVALID_ARGUMENT',
      `the queue's address is ${url}; allowed: redis://HOST:PORT or rediss://…`,
      {},
      error,
    );
  }
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:')
    fail('INVALID_ARGUMENT', `the queue's address is ${parsed.protocol}//…; allowed: redis://HOST:PORT or rediss://…`);
  if (parsed.username !== '' || parsed.password !== '')
    fail(
      'INVALID_ARGUMENT',
      "the queue's address holds a password; put it into CHAINZRULE_REDIS_PASSWORD (and the name into CHAINZRULE_REDIS_USER)",
    );
  const username = environment['CHAINZRULE_REDIS_USER'];
  const password = environment['CHAINZRULE_REDIS_PASSWORD'];
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 6379 : Number(parsed.port),
    db: parsed.pathname.length > 1 ? Number(parsed.pathname.slice(1)) : 0,
    // A Redis that is away comes back: commands wait for it.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(50 * times, 2000),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(parsed.protocol === 'rediss:' && { tls: {} }),
  };
}

/** Loads BullMQ on use. @throws ChainzRuleError `MISSING_DEPENDENCY`. */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    return await import('bullmq');
  } catch (error) {
    return fail('MISSING_DEPENDENCY', 'a queue needs BullMQ and ioredis: npm install bullmq ioredis', {}, error);
  }
}
